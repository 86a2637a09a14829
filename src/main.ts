import { runAction } from './action/run.ts';

await runAction();
// A client of caches or artifacts that was not waited for any longer would keep the process alive.
process.stdout.write('', () => process.exit());
