import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { FinetuneGateError } from '../errors.ts';

/**
 * Looks for a file that an option names before anything is started for it.
 *
 * @returns its path
 * @throws FinetuneGateError DATA_NOT_FOUND
 */
export async function inputFile(option: string, name: string, directory: string): Promise<string> {
  const file = resolve(directory, name);
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile()) return file;
  throw new FinetuneGateError('DATA_NOT_FOUND', found ? 'This is no file.' : 'There is no such file.', {
    place: { file: name },
    remedy: `Mend ${option}; it is relative to the folder that the command runs in.`,
  });
}
