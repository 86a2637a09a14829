import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { valueAt } from '../../../src/config/issues.ts';
import { configJsonSchema, type JsonSchema } from '../../../src/config/json-schema.ts';
import { allKeys } from '../../../src/config/known-keys.ts';
import { parseConfig } from '../../../src/config/load.ts';
import { ERROR_CODES } from '../../../src/error-codes.ts';
import { retrievalOptions } from '../../../src/evaluation/options.ts';
import { root } from '../../shared.ts';
import { SMALLEST } from './examples.ts';

const page = readFileSync(join(root, 'docs/configuration.md'), 'utf8');
const rows = page.split('\n').filter(line => line.startsWith('| `'));
/** Cells of the row that begins with a name, without the space around them. */
const row = (name: string): string[] | undefined =>
  rows
    .find(line => line.startsWith(`| \`${name}\` |`))
    ?.split(/(?<!\\)\|/)
    .slice(1, -1)
    .map(cell => cell.trim());

// A single baseline may stand without its list; it is documented once.
const keys = allKeys(configJsonSchema()).filter(key => !key.startsWith('baseline.'));

describe('docs/configuration.md', () => {
  it('has a row for every key', () => {
    expect(keys).toContain('train.epochs');
    expect(keys).toContain('baseline[].error_rate');
    expect(keys.length).toBeGreaterThan(30);
    expect(keys.filter(key => row(key) === undefined)).toEqual([]);
  });

  it('names no key that is not there', () => {
    const named = rows.map(line => /^\| `([^`]+)`/.exec(line)![1]!).filter(name => !/^[A-Z_]+$/.test(name));
    expect(named.filter(name => !keys.includes(name))).toEqual([]);
  });

  it('gives the defaults that a configuration gets', () => {
    const config = parseConfig(SMALLEST, 'x');
    for (const key of keys.filter(
      name =>
        !/^data\.(?!fail_on)|^model\.|^sweep\.|^evaluate\.retrieval\.|\[\]/.test(name) && name.includes('.'),
    )) {
      const value = valueAt(config, key.split('.'));
      const shown = row(key)![2]!.replaceAll('`', '');
      const text = Array.isArray(value) ? `[${value.join(', ')}]` : String(value ?? '–');
      expect(typeof value === 'number' ? String(Number(shown)) : shown, key).toBe(text);
    }
    const { sweep } = parseConfig(`${SMALLEST}\nsweep: {}\n`, 'x');
    for (const [key, value] of Object.entries(sweep!)) expect(row(`sweep.${key}`)![2]).toBe(`\`${value}\``);
    const files = { queries: 'q', corpus: 'c', relevance: 'r' };
    const ks = retrievalOptions.parse(files).k.join(', ');
    expect(row('evaluate.retrieval.k')![2]).toBe(`\`[${ks}]\``);
    expect(row('gate')![2]).toBe('`[accuracy >= 0.90]`');
    expect(row('baseline')![2]).toBe('`[base-model]`');
    expect(row('inconclusive')![2]).toBe('`fail`');
  });

  it('has every error code with its exit code, and no other', () => {
    for (const [code, { exit, when, remedy }] of Object.entries(ERROR_CODES)) {
      expect(row(code), code).toEqual([`\`${code}\``, String(exit), when, remedy]);
    }
    const named = rows.map(line => /^\| `([A-Z][A-Z_]+)`/.exec(line)?.[1]).filter(name => name !== undefined);
    expect(named.filter(name => !(name in ERROR_CODES))).toEqual([]);
  });

  it('begins with an example that is valid, and tells editors of the schema', () => {
    const [, example = ''] = /```yaml\n(# yaml-language-server: \$schema=[\s\S]*?)```/.exec(page) ?? [];
    expect(parseConfig(example, 'docs').baseline).toEqual(['base-model', { error_rate: 0.17 }]);
    expect(page.indexOf('```yaml')).toBeLessThan(1500);
  });
});

describe('the JSON Schema', () => {
  const visit = (schema: JsonSchema, path: string): [string, JsonSchema][] => [
    [path, schema],
    ...Object.entries(schema.properties ?? {}).flatMap(([name, child]) => visit(child, `${path}.${name}`)),
    ...(schema.items ? visit(schema.items, `${path}[]`) : []),
    ...(schema.anyOf ?? []).flatMap(child => visit(child, path)),
  ];
  const schema = configJsonSchema();

  it('is the committed one', () => {
    const committed = JSON.parse(readFileSync(join(root, 'schema/finetune-gate.schema.json'), 'utf8'));
    expect(committed).toEqual(JSON.parse(JSON.stringify(schema)));
  });

  it('is draft 2020-12, named, without a host of its own', () => {
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(schema.title).toBe('finetune-gate configuration');
    expect(schema).not.toHaveProperty('$id');
  });

  it('describes what people write: defaults are not required, unknown keys are refused everywhere', () => {
    expect(schema.required).toEqual(['version', 'data', 'model']);
    const maps = visit(schema, '').filter(([, one]) => one.properties);
    expect(maps.length).toBeGreaterThan(6);
    for (const [path, map] of maps) expect(map.additionalProperties, path).toBe(false);
  });

  it('describes every key', () => {
    const described = visit(schema, '').flatMap(([, one]) => Object.entries(one.properties ?? {}));
    expect(described.filter(([, one]) => !one.description).map(([name]) => name)).toEqual([]);
  });
});
