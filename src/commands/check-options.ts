import type { EngineOptions } from '../engine/options.ts';
import type { Result } from '../report/result.ts';
import type { Execute } from './job.ts';

/** What the action and the command line ask for. Relative paths are relative to `directory`. */
export interface CheckOptions {
  readonly command: 'check' | 'train';
  /** Where the repository's files are. */
  readonly directory: string;
  readonly config: string;
  readonly engine: EngineOptions['engine'];
  readonly provider: EngineOptions['provider'];
  readonly requireGpu: boolean;
  /** A folder with the native packages of the engines installed. */
  readonly runtime?: string;
  /** Receives report.json, summary.md and model/. */
  readonly output: string;
  /** Keeps the frozen encoder's embeddings between runs. */
  readonly cacheDir?: string;
  /** How much of them, e.g. `4GiB`. */
  readonly cacheLimit?: string;
  /** Keeps downloaded base models; beside `cacheDir` or in the user's own cache when omitted. */
  readonly modelCache?: string;
  /** The branch or commit that the pull request is compared with and whose rules judge it. */
  readonly baseRef?: string;
  /**
   * Whether the pull request's own policy and test pairs count. Only who runs this may say so, never a file of the pull
   * request.
   */
  readonly acceptPolicyChange?: boolean;
  /** Whether the files come from another repository: without a base branch, nothing of theirs may name a provider. */
  readonly foreign?: boolean;
  /** Told every key before it is used. */
  readonly onSecret?: (secret: string) => void;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  /** Like `log`, for a line that replaces the one before where the terminal can. */
  readonly progress: (line: string) => void;
  /** Where the heavy work runs; a child process unless a test says otherwise. */
  readonly execute?: Execute;
}

export interface CheckReport {
  readonly result: Result;
  readonly exitCode: 0 | 1 | 2 | 3 | 4;
  readonly reportPath: string;
  readonly summaryPath: string;
  /** Every test pair with its score, a JSON object a line; there after training. */
  readonly pairsPath?: string;
  /** The fine-tuned model's folder, when there is one. */
  readonly modelPath?: string;
  readonly wallSeconds: number;
}
