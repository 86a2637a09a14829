import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FinetuneGateError } from '../errors.ts';
import { baselineName } from '../evaluation/baseline-name.ts';
import { type BaselineOptions, type ModelBaseline, RECORD_FILE } from '../evaluation/options.ts';
import { sourceAtBase } from './at-base.ts';
import type { BarsRequest } from './bars-request.ts';
import { fetchUnlessFolder } from './base-folder.ts';
import { branchTrial, type NoBranch } from './branch-trial.ts';
import type { ReferenceModel, TrialJob } from './job.ts';
import { type RecordFound, readRecord } from './read-record.ts';

/** What the policy's baselines need beside the candidate's own trial, brought here before it starts. */
export interface Bars {
  /** By the baseline's name. */
  readonly records: Readonly<Record<string, RecordFound>>;
  /** For the job. */
  readonly job: Pick<TrialJob, 'references' | 'baseBranch' | 'cacheDir'>;
  /** Why there is no model of the base branch to train. */
  readonly noBranch?: NoBranch;
}

/**
 * Reads records, fetches the models of `model` baselines, and plans the base branch's trial, each as the merge base has
 * it. Records come first: a corrupt one stops the run before anything is downloaded or trained.
 *
 * @throws FinetuneGateError as `readRecord`, `sourceAtBase` and `fetchModel`; MODEL_NOT_FOUND
 */
export async function prepareBars(baselines: BaselineOptions, request: BarsRequest): Promise<Bars> {
  const records: [string, RecordFound][] = [];
  for (const option of baselines) {
    const path = recordPath(option);
    if (path === undefined) continue;
    records.push([baselineName(option), await readRecord(path, request.workspace, request.branch)]);
  }
  const references: ReferenceModel[] = [];
  for (const option of baselines) {
    if (typeof option === 'object' && 'model' in option)
      references.push(await reference(option, references.length, request));
  }
  const asked = baselines.includes('base-branch');
  const trial = asked ? await branchTrial(request) : undefined;
  return {
    records: Object.fromEntries(records),
    job: {
      ...(references.length > 0 && { references }),
      ...(trial && 'job' in trial && { baseBranch: trial, cacheDir: trial.job.cacheDir as string }),
    },
    ...(trial && 'reason' in trial && { noBranch: trial }),
  };
}

/** The file of a baseline that is a record. */
function recordPath(option: BaselineOptions[number]): string | undefined {
  if (option === 'record') return RECORD_FILE;
  return typeof option === 'object' && 'record' in option ? option.record : undefined;
}

async function reference(
  { name, model, sha256, max_length }: ModelBaseline,
  index: number,
  request: BarsRequest,
): Promise<ReferenceModel> {
  const { workspace, scratch, options, signal, emit } = request;
  const branch = request.judgedByBase ? request.branch : undefined;
  const into = join(scratch, `reference-${index}`);
  const { source, root } = await sourceAtBase({ base: model, sha256 }, workspace, branch, into);
  const length = max_length === undefined ? {} : { maxLength: max_length };
  const fetched = await fetchUnlessFolder(source, options, workspace, { signal, emit });
  if (fetched) return { name, folder: fetched.folder, ...length };
  const folder = 'path' in source ? source.path : '';
  if ((await stat(folder).catch(() => undefined))?.isDirectory()) return { name, folder, root, ...length };
  const where = branch ? ' on the base branch' : '';
  throw new FinetuneGateError(
    'MODEL_NOT_FOUND',
    `The baseline \`${name}\` names ${JSON.stringify(model)}, and there is no such model folder${where}.`,
    { remedy: 'Mend `model` of that baseline; it is relative to the configuration file.' },
  );
}
