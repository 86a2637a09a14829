import { baselineName } from '../evaluation/baseline-name.ts';
import { type BaselineOptions, RECORD_FILE } from '../evaluation/options.ts';
import type { BarsRequest } from './bars-request.ts';
import { baseModelAtBase } from './base-model-at-base.ts';
import { branchTrial, type NoBranch } from './branch-trial.ts';
import type { ReferenceModel, TrialJob } from './job.ts';
import { type RecordFound, readRecord } from './read-record.ts';
import { reference } from './reference-model.ts';

/** What the policy's baselines need beside the candidate's own trial, brought here before it starts. */
export interface Bars {
  /** By the baseline's name. */
  readonly records: Readonly<Record<string, RecordFound>>;
  /** For the job. */
  readonly job: Pick<TrialJob, 'references' | 'baseBranch' | 'cacheDir'>;
  /** Why there is no model of the base branch to train. */
  readonly noBranch?: NoBranch;
  /** Why the base branch's base model cannot be had, where the pull request changes it. */
  readonly noBaseModel?: string;
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
  const moved = request.movedBase ? await baseModelAtBase(references.length, request) : {};
  if (moved.reference) references.push(moved.reference);
  const asked = baselines.includes('base-branch');
  const trial = asked ? await branchTrial(request) : undefined;
  return {
    records: Object.fromEntries(records),
    job: {
      ...(references.length > 0 && { references }),
      ...(trial && 'job' in trial && { baseBranch: trial, cacheDir: trial.job.cacheDir as string }),
    },
    ...(trial && 'reason' in trial && { noBranch: trial }),
    ...(moved.why !== undefined && { noBaseModel: moved.why }),
  };
}

/** The file of a baseline that is a record. */
function recordPath(option: BaselineOptions[number]): string | undefined {
  if (option === 'record') return RECORD_FILE;
  return typeof option === 'object' && 'record' in option ? option.record : undefined;
}
