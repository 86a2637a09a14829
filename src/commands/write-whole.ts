import { rename, rm, writeFile } from 'node:fs/promises';
import { assertPlaceForFile, unwritable } from './output-folder.ts';

/**
 * Writes a file so that a reader sees the whole of it or what was there before.
 *
 * @throws FinetuneGateError OUTPUT_UNWRITABLE
 */
export async function writeWhole(file: string, content: string): Promise<void> {
  await assertPlaceForFile(file);
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, content);
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => {});
    throw unwritable(file, cause);
  }
}
