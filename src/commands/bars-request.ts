import type { Config } from '../config/schema.ts';
import type { CheckOptions } from './check-options.ts';
import type { Emit, TrialJob } from './job.ts';
import type { BaseBranch } from './policy.ts';
import type { Workspace } from './workspace.ts';

/** What bringing the baselines here takes. */
export interface BarsRequest {
  readonly options: CheckOptions;
  readonly workspace: Workspace;
  readonly config: Config;
  readonly branch: BaseBranch | undefined;
  /** Whether the policy is the base branch's: then so are the models that it names. */
  readonly judgedByBase: boolean;
  /** Whether the pull request changes the base model, so that the base branch's is scored as well. */
  readonly movedBase: boolean;
  /** The configuration at the merge base, and the folder that its data was exported to. */
  readonly base: Config | undefined;
  readonly exported: string | undefined;
  /** A folder that is gone after the run. */
  readonly scratch: string;
  /** The candidate's. */
  readonly job: TrialJob;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}
