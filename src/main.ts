import { keepCode } from './code-cache.ts';

// What is imported before is compiled anew each time.
keepCode(process.env);
const { runAction } = await import('./action/run.ts');
await runAction();
// A client of caches or artifacts that was not waited for any longer would keep the process alive.
process.stdout.write('', () => process.exit());
