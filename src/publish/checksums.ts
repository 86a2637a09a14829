import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { FinetuneGateError } from '../errors.ts';

export const CHECKSUMS_FILE = 'SHA256SUMS';

/**
 * Writes `SHA256SUMS` over every file of a folder, in the order of their paths' bytes, and gives its text.
 * `sha256sum -c SHA256SUMS` checks it from within the folder.
 *
 * @throws FinetuneGateError OUTPUT_UNWRITABLE when the folder has something that is no file, or cannot be written
 */
export async function writeChecksums(folder: string): Promise<string> {
  const temporary = join(folder, `.${CHECKSUMS_FILE}.${process.pid}.tmp`);
  try {
    const lines: string[] = [];
    for (const path of await filesOf(folder)) lines.push(sumLine(await sha256(join(folder, path)), path));
    const text = lines.join('');
    await writeFile(temporary, text);
    await rename(temporary, join(folder, CHECKSUMS_FILE));
    return text;
  } catch (cause) {
    await rm(temporary, { force: true });
    if (cause instanceof FinetuneGateError) throw cause;
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new FinetuneGateError('OUTPUT_UNWRITABLE', `Cannot write ${CHECKSUMS_FILE}: ${said}`, { cause });
  }
}

/** Paths relative to the folder, with forward slashes. */
async function filesOf(folder: string, under = ''): Promise<string[]> {
  const paths: string[] = [];
  for (const entry of await readdir(join(folder, under), { withFileTypes: true })) {
    const path = under === '' ? entry.name : `${under}/${entry.name}`;
    if (path === CHECKSUMS_FILE) continue;
    if (entry.isDirectory()) paths.push(...(await filesOf(folder, path)));
    else if ((await stat(join(folder, path))).isFile()) paths.push(path);
    // A link to a folder would be left out of the sums, and with it whatever it holds.
    else throw new FinetuneGateError('OUTPUT_UNWRITABLE', `${path} is no file, so it cannot be summed.`);
  }
  return paths.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** GNU's format: a name with a backslash or a line break is escaped, and its line begins with a backslash. */
export function sumLine(digest: string, path: string): string {
  const escaped = path.replace(
    /[\\\n\r]/g,
    char => ({ '\\': '\\\\', '\n': '\\n', '\r': '\\r' })[char] ?? char,
  );
  return `${escaped === path ? '' : '\\'}${digest}  ${escaped}\n`;
}

/** The files of a `SHA256SUMS`, or undefined for a text that is none. */
export function parseSums(text: string): { path: string; sha256: string }[] | undefined {
  const files: { path: string; sha256: string }[] = [];
  for (const entry of text.split('\n')) {
    if (entry === '') continue;
    const [, escaped, sha256, name] = /^(\\?)([0-9a-f]{64}) [ *](.+)$/.exec(entry) ?? [];
    if (sha256 === undefined || name === undefined) return undefined;
    const path = escaped
      ? name.replace(/\\([\\nr])/g, (_, char) => ({ n: '\n', r: '\r' })[char as 'n'] ?? '\\')
      : name;
    files.push({ path, sha256 });
  }
  return files;
}
