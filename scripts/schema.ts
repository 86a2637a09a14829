// Writes the JSON Schemas of the configuration and of both kinds of report.json; with --check only says whether the committed ones are
// what it would write.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { configJsonSchema } from '../src/config/json-schema.ts';
import { reportJsonSchema } from './report-schema/result.ts';
import { sweepJsonSchema } from './report-schema/sweep.ts';

const root = process.env.FINETUNE_GATE_ROOT ?? process.cwd();
const schemas = {
  'schema/finetune-gate.schema.json': configJsonSchema(),
  'schema/report.schema.json': reportJsonSchema(),
  'schema/sweep.schema.json': sweepJsonSchema(),
};

for (const [name, content] of Object.entries(schemas)) {
  const file = join(root, name);
  const schema = `${JSON.stringify(content, null, 2)}\n`;
  if (!process.argv.includes('--check')) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, schema);
    console.log(`Wrote ${name}.`);
  } else if (existsSync(file) && readFileSync(file, 'utf8') === schema) {
    console.log(`${name} is what its sources give.`);
  } else {
    console.error(`${name} is stale, run \`npm run schema\`.`);
    process.exitCode = 1;
  }
}
