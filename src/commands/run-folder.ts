import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The folder with the report of the run whose output this is: of a sweep that of the trial that it chose, else the folder
 * itself, whatever is in it.
 */
export async function runFolder(output: string): Promise<string> {
  const chosen = join(output, 'chosen');
  const own = await stat(join(chosen, 'report.json')).catch(() => undefined);
  if (!own?.isFile()) return output;
  const text = await readFile(join(output, 'report.json'), 'utf8').catch(() => '');
  try {
    return JSON.parse(text)?.command === 'sweep' ? chosen : output;
  } catch {
    return output;
  }
}
