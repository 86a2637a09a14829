// `npm run bench -- NAME [options]`
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchCheck } from './check.ts';

const root = process.env.FINETUNE_GATE_ROOT ?? process.cwd();
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    shared: { type: 'string', default: join(root, '../shared') },
    runs: { type: 'string', default: '3' },
  },
});
if (positionals[0] === 'check') {
  benchCheck(root, values.shared, Number(values.runs));
} else {
  console.error('usage: npm run bench -- check [--shared FOLDER] [--runs N]');
  process.exitCode = 2;
}
