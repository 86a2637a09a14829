import { readFile, stat } from 'node:fs/promises';
import { FinetuneGateError } from '../errors.ts';
import { checkPlain } from './check.ts';
import { type Fault, faultsError } from './fault.ts';
import { type TextFault, toPlain } from './plain.ts';
import type { Config } from './schema.ts';
import { parseYaml } from './yaml-document.ts';

/** Bytes. A configuration is a page long; the limit keeps a mistaken path from being read as one. */
const LARGEST = 2 ** 20;

const whole = (message: string): Fault => ({ line: 1, column: 1, path: [], message });
const TOO_LARGE = whole('larger than 1 MiB, which no configuration is');

/**
 * The configuration that `text` holds, defaults filled in. `file` is the name that messages show.
 *
 * @throws FinetuneGateError CONFIG_SYNTAX when the text is not YAML, else CONFIG_INVALID; the details list every fault
 * as `file:line:column  key: value – what was expected`, and the place is that of the first.
 */
export function parseConfig(text: string, file: string): Config {
  if (Buffer.byteLength(text) > LARGEST) throw faultsError('CONFIG_INVALID', file, [TOO_LARGE]);
  const { contents, syntax, unused, lines } = parseYaml(text.replace(/^\ufeff/, ''));
  const toFault = ({ offset, path, message }: TextFault): Fault => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col, path, message };
  };
  if (syntax.length > 0) throw faultsError('CONFIG_SYNTAX', file, syntax.map(toFault));
  const plain = contents && toPlain(contents);
  const textFaults = [...unused, ...(plain?.faults ?? [])].map(toFault);
  if (!plain || plain.value === null) {
    throw faultsError('CONFIG_INVALID', file, [...textFaults, whole('the file is empty')]);
  }
  const { config, faults } = checkPlain(plain, lines);
  const hidden = new Set(plain.faults.flatMap(({ hides, path }) => (hides ? [JSON.stringify(path)] : [])));
  const isHidden = ({ path }: Fault) =>
    [...path, ''].some((_, i) => hidden.has(JSON.stringify(path.slice(0, i))));
  const all = [...textFaults, ...faults.filter(fault => !isHidden(fault))];
  if (!config || all.length > 0) throw faultsError('CONFIG_INVALID', file, all);
  return config;
}

async function readBytes(file: string, shown: string): Promise<Buffer> {
  try {
    const info = await stat(file);
    if (!info.isFile()) throw Object.assign(new Error('not a file'), { code: 'EISDIR' });
    if (info.size <= LARGEST) return await readFile(file);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
    const why = { ENOENT: 'there is no such file', EISDIR: 'it is not a file' }[code] ?? code;
    throw new FinetuneGateError('CONFIG_NOT_FOUND', `cannot read the configuration: ${why}`, {
      place: { file: shown },
      cause,
    });
  }
  throw faultsError('CONFIG_INVALID', shown, [TOO_LARGE]);
}

async function readText(file: string, shown: string): Promise<string> {
  const bytes = await readBytes(file, shown);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw faultsError('CONFIG_SYNTAX', shown, [whole('not UTF-8 text')]);
  }
}

/**
 * Reads and checks a configuration file; see `parseConfig`. Messages call it `shown`.
 *
 * @throws FinetuneGateError CONFIG_NOT_FOUND when it cannot be read
 */
export async function loadConfig(file: string, shown: string = file): Promise<Config> {
  return parseConfig(await readText(file, shown), shown);
}
