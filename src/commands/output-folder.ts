import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { FinetuneGateError } from '../errors.ts';

/** Marks a folder as this program's, and keeps it out of commits. */
export const MARK = '# Made by finetune-gate: each run replaces what is here.\n*\n';

/** Where a run writes. */
export interface Output {
  readonly report: string;
  readonly summary: string;
  /** The verdict for whoever collects tests. */
  readonly junit: string;
  /** The report as one HTML page. */
  readonly page: string;
  /** A folder with the report's charts as SVG. */
  readonly figures: string;
  /** A sweep's trials as CSV. */
  readonly results: string;
  /** A folder with the report of a sweep's chosen trial. */
  readonly chosen: string;
  readonly model: string;
  /** Every test pair with its score, after training. */
  readonly pairs: string;
  /** Train pairs that were left out, where there are any. */
  readonly dropped: string;
  /** Where the model comes from, after training; it names the run, so that the report is the same for another. */
  readonly provenance: string;
  /** Checkpoints, where there is no other folder for them; gone when the model is saved. */
  readonly checkpoint: string;
}

/**
 * Makes the output folder, and takes away the report that an earlier run left there, so that nothing stale is believed.
 * A folder with anything else in it is left alone, and so is what a run leaves to go on from.
 *
 * @throws FinetuneGateError OUTPUT_UNWRITABLE
 */
export async function prepareOutput(folder: string): Promise<Output> {
  const output = {
    report: join(folder, 'report.json'),
    summary: join(folder, 'summary.md'),
    junit: join(folder, 'junit.xml'),
    page: join(folder, 'report.html'),
    figures: join(folder, 'figures'),
    results: join(folder, 'results.csv'),
    chosen: join(folder, 'chosen'),
    model: join(folder, 'model'),
    pairs: join(folder, 'pairs.jsonl'),
    dropped: join(folder, 'dropped.jsonl'),
    provenance: join(folder, 'provenance.json'),
    checkpoint: join(folder, 'checkpoint'),
  };
  await claimFolder(folder);
  try {
    const { model: _, checkpoint: __, ...stale } = output;
    for (const path of Object.values(stale)) {
      await rm(path, { recursive: true, force: true });
    }
    await clearTemporary(folder);
  } catch (cause) {
    throw unwritable(folder, cause);
  }
  return output;
}

/**
 * Makes a folder, or takes one that an earlier run made. A folder with anything else in it is left alone.
 *
 * @throws FinetuneGateError OUTPUT_UNWRITABLE
 */
export async function claimFolder(folder: string): Promise<void> {
  const mark = join(folder, '.gitignore');
  try {
    await mkdir(folder, { recursive: true });
    if (!(await isOurs(folder)) && (await readdir(folder)).length > 0) {
      throw new FinetuneGateError(
        'OUTPUT_UNWRITABLE',
        `${folder} holds files that are not of this program.`,
        {
          remedy: 'Name a new or empty folder with --output (input: output).',
        },
      );
    }
    await writeFile(mark, MARK);
  } catch (cause) {
    throw unwritable(folder, cause);
  }
}

/** Whether this program made a folder, so that all that is in it is its own. */
export async function isOurs(folder: string): Promise<boolean> {
  return (await readFile(join(folder, '.gitignore'), 'utf8').catch(() => '')) === MARK;
}

/** What is written here before it is renamed: by `writeWhole`, and by `saveModel` a folder. */
const TEMPORARY = /\.\d+\.(?:tmp|part)$|^\.model-\w{6}$/;

/** Takes away what a run that was killed was writing. */
export async function clearTemporary(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (TEMPORARY.test(name)) await rm(join(folder, name), { recursive: true, force: true });
}

/**
 * Takes away the model that an earlier run left, unless this run is to read it.
 *
 * @param read folders of models that this run starts from or compares with
 * @throws FinetuneGateError USAGE
 */
export async function clearModel(output: Output, ...read: readonly string[]): Promise<void> {
  const [lost] = read.filter(path => path === output.model || path.startsWith(output.model + sep));
  if (lost !== undefined) {
    throw new FinetuneGateError(
      'USAGE',
      'A model of the configuration is in the output folder, which this run replaces.',
      {
        remedy: 'Copy the model elsewhere, or name another --output (input: output).',
      },
    );
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
