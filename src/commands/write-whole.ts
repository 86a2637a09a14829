import { open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { assertPlaceForFile, unwritable } from './output-folder.ts';

/**
 * Writes a file so that a reader sees the whole of it or what was there before. What is no file, such as a pipe or
 * /dev/null, is written to and not replaced.
 *
 * @throws FinetuneGateError OUTPUT_UNWRITABLE
 */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  await assertPlaceForFile(file);
  const temporary = await besides(file);
  try {
    await writeFile(temporary, content);
    if (temporary !== file) await rename(temporary, file);
  } catch (cause) {
    if (temporary !== file) await rm(temporary, { force: true }).catch(() => {});
    throw unwritable(file, cause);
  }
}

/** Characters that are written at once. */
const AT_ONCE = 1 << 20;

/**
 * The same for a file of lines, which never are in memory all at once.
 *
 * @throws FinetuneGateError OUTPUT_UNWRITABLE
 */
export async function writeLines(file: string, lines: Iterable<string>): Promise<void> {
  await assertPlaceForFile(file);
  const temporary = await besides(file);
  try {
    const handle = await open(temporary, 'w');
    try {
      let block = '';
      for (const line of lines) {
        block += `${line}\n`;
        if (block.length < AT_ONCE) continue;
        await handle.writeFile(block);
        block = '';
      }
      await handle.writeFile(block);
    } finally {
      await handle.close();
    }
    if (temporary !== file) await rename(temporary, file);
  } catch (cause) {
    if (temporary !== file) await rm(temporary, { force: true }).catch(() => {});
    throw unwritable(file, cause);
  }
}

/** The name to write a file under until it is whole: its own when that is a pipe or a device. */
export async function besides(file: string): Promise<string> {
  const found = await stat(file).catch(() => undefined);
  return found && !found.isFile() && !found.isDirectory() ? file : `${file}.${process.pid}.tmp`;
}
