// Writes the JSON Schema of the configuration; with --check only says whether the committed one is what it would write.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { configJsonSchema } from '../src/config/json-schema.ts';

const root = process.env.FINETUNE_GATE_ROOT ?? process.cwd();
const name = 'schema/finetune-gate.schema.json';
const file = join(root, name);
const schema = `${JSON.stringify(configJsonSchema(), null, 2)}\n`;

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
