import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { FinetuneGateError } from '../errors.ts';

/** Marks a folder as this program's, and keeps it out of commits. */
const MARK = '# Made by finetune-gate: each run replaces what is here.\n*\n';

/** Where a run writes. */
export interface Output {
  readonly report: string;
  readonly summary: string;
  /** The report as one HTML page. */
  readonly page: string;
  /** A folder with the report's charts as SVG. */
  readonly figures: string;
  /** A sweep's trials as CSV. */
  readonly results: string;
  readonly model: string;
  /** Train pairs that were left out, where there are any. */
  readonly dropped: string;
  /** The best epoch so far, gone when the model is saved. */
  readonly checkpoint: string;
}

/**
 * Makes the output folder, and takes away the report that an earlier run left there, so that nothing stale is believed.
 * A folder with anything else in it is left alone.
 *
 * @throws FinetuneGateError OUTPUT_UNWRITABLE
 */
export async function prepareOutput(folder: string): Promise<Output> {
  const output = {
    report: join(folder, 'report.json'),
    summary: join(folder, 'summary.md'),
    page: join(folder, 'report.html'),
    figures: join(folder, 'figures'),
    results: join(folder, 'results.csv'),
    model: join(folder, 'model'),
    dropped: join(folder, 'dropped.jsonl'),
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
    const { report, summary, page, figures, results, dropped, checkpoint } = output;
    for (const path of [report, summary, page, figures, results, dropped, checkpoint]) {
      await rm(path, { recursive: true, force: true });
    }
  } catch (cause) {
    throw unwritable(folder, cause);
  }
  return output;
}

/**
 * Takes away the model that an earlier run left, unless this run is to start from it.
 *
 * @throws FinetuneGateError USAGE
 */
export async function clearModel(output: Output, base = ''): Promise<void> {
  if (base === output.model || base.startsWith(output.model + sep)) {
    throw new FinetuneGateError('USAGE', '`model.base` is in the output folder, which this run replaces.', {
      remedy: 'Copy the model elsewhere, or name another --output (input: output).',
    });
  }
  await rm(output.model, { recursive: true, force: true });
}

/**
 * Refuses a file's place where none can be put, before anything is computed for it: a folder, or a path below what is
 * no folder.
 *
 * @throws FinetuneGateError OUTPUT_UNWRITABLE
 */
export async function assertPlaceForFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) throw unwritable(path, 'it is a folder');
  const folder = await stat(dirname(path)).catch(() => undefined);
  if (!folder?.isDirectory()) throw unwritable(path, `${dirname(path)} is no folder`);
}

export function unwritable(path: string, cause: unknown): FinetuneGateError {
  if (cause instanceof FinetuneGateError) return cause;
  const said = cause instanceof Error ? cause.message : String(cause);
  return new FinetuneGateError('OUTPUT_UNWRITABLE', `Cannot write ${path}: ${said}`, { cause });
}
