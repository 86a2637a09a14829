import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FinetuneGateError } from '../errors.ts';

/** Marks a folder as this program's, and keeps it out of commits. */
const MARK = '# Made by finetune-gate: each run replaces what is here.\n*\n';

/** Where a run writes. */
export interface Output {
  readonly report: string;
  readonly summary: string;
  readonly model: string;
  /** The best epoch so far, gone when the model is saved. */
  readonly checkpoint: string;
}

/**
 * Makes the output folder, and takes away what an earlier run left there, so that nothing stale is believed. A folder
 * with anything else in it is left alone.
 *
 * @throws FinetuneGateError OUTPUT_UNWRITABLE
 */
export async function prepareOutput(folder: string): Promise<Output> {
  const output = {
    report: join(folder, 'report.json'),
    summary: join(folder, 'summary.md'),
    model: join(folder, 'model'),
    checkpoint: join(folder, 'checkpoint'),
  };
  const mark = join(folder, '.gitignore');
  try {
    await mkdir(folder, { recursive: true });
    const ours = (await readFile(mark, 'utf8').catch(() => '')) === MARK;
    if (!ours && (await readdir(folder)).length > 0) {
      throw new FinetuneGateError(
        'OUTPUT_UNWRITABLE',
        `${folder} holds files that are not of this program.`,
        {
          remedy: 'Name a new or empty folder with --output (input: output).',
        },
      );
    }
    await writeFile(mark, MARK);
    for (const path of Object.values(output)) await rm(path, { recursive: true, force: true });
  } catch (cause) {
    throw cause instanceof FinetuneGateError ? cause : unwritable(folder, cause);
  }
  return output;
}

export function unwritable(path: string, cause: unknown): FinetuneGateError {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new FinetuneGateError('OUTPUT_UNWRITABLE', `Cannot write ${path}: ${said}`, { cause });
}
