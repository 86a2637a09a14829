import { inertJson } from '../report/json.ts';
import type { Result } from '../report/result.ts';

export const PROVENANCE_FILE = 'provenance.json';

/**
 * Where a model comes from, written beside the report when it was trained. It names the run and its runner, so that it
 * is no part of the report, which is the same for two runs on the same inputs.
 */
export interface Provenance {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: string; readonly version: string };
  /** The action as the workflow names it. */
  readonly action?: { readonly repository: string; readonly ref: string };
  readonly source: {
    /** The address of the repository on its server. */
    readonly repository?: string;
    /** What was checked out. */
    readonly commit?: string;
    /** Whether tracked files were changed since. */
    readonly dirty?: boolean;
    readonly ref?: string;
  };
  /** Of a workflow. */
  readonly run?: { readonly url: string; readonly attempt?: number; readonly event?: string };
  readonly runner: {
    readonly os: string;
    readonly arch: string;
    readonly name?: string;
    readonly environment?: string;
    readonly node: string;
  };
  readonly engine?: NonNullable<Result['engine']>;
  readonly config?: { readonly file: string; readonly sha256: string };
  readonly data?: { readonly fingerprint: string; readonly testFingerprint: string };
  readonly baseModel?: {
    readonly base: string;
    readonly source?: string;
    readonly revision?: string;
    readonly weights: string;
  };
  /** SHA-256 of the model's SHA256SUMS: which model this is about. */
  readonly modelSums: string;
}

/** What a training run sees of where it runs. */
export interface Circumstances {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly os: string;
  readonly arch: string;
  readonly node: string;
  readonly commit?: string;
  readonly dirty?: boolean;
  readonly config?: { readonly file: string; readonly sha256: string };
}

/** Pure. What a runner does not tell is left out. */
export function provenanceOf(result: Result, modelSums: string, at: Circumstances): Provenance {
  const { env, commit, dirty, config } = at;
  const { tool, engine, data, model } = result;
  const repository = repositoryAddress(env);
  const run = repository && /^\d+$/.test(env.GITHUB_RUN_ID ?? '') ? env.GITHUB_RUN_ID : undefined;
  const attempt = Number(env.GITHUB_RUN_ATTEMPT);
  const { GITHUB_ACTION_REPOSITORY: action, GITHUB_ACTION_REF: actionRef } = env;
  const source = {
    ...(repository && { repository }),
    ...(commit !== undefined && { commit }),
    ...(dirty !== undefined && { dirty }),
    ...(env.GITHUB_REF && { ref: env.GITHUB_REF }),
  };
  return {
    schemaVersion: 1,
    tool,
    ...(action && { action: { repository: action, ref: actionRef ?? '' } }),
    source,
    ...(run && {
      run: {
        url: `${repository}/actions/runs/${run}`,
        ...(attempt > 0 && { attempt }),
        ...(env.GITHUB_EVENT_NAME && { event: env.GITHUB_EVENT_NAME }),
      },
    }),
    runner: {
      os: env.RUNNER_OS || at.os,
      arch: env.RUNNER_ARCH || at.arch,
      ...(env.RUNNER_NAME && { name: env.RUNNER_NAME }),
      ...(env.RUNNER_ENVIRONMENT && { environment: env.RUNNER_ENVIRONMENT }),
      node: at.node,
    },
    ...(engine && { engine }),
    ...(config && { config }),
    ...(data && { data: { fingerprint: data.fingerprint, testFingerprint: data.testFingerprint } }),
    ...(model && { baseModel: baseModelOf(model) }),
    modelSums,
  };
}

function baseModelOf({ base, source, revision, weights }: NonNullable<Result['model']>) {
  return { base, ...(source && { source }), ...(revision !== undefined && { revision }), weights };
}

function repositoryAddress(env: Circumstances['env']): string | undefined {
  const { GITHUB_SERVER_URL: server = '', GITHUB_REPOSITORY: repository = '' } = env;
  const address = `${server}/${repository}`;
  return /^https?:\/\/[\w.:-]+\/[\w.-]+\/[\w.-]+$/.test(address) ? address : undefined;
}

/** A published file, by its hash. */
export interface Subject {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}

/** `provenance.json` as it is published: what training wrote, what was decided, and which files it is about. */
export function publishedProvenance(
  provenance: Provenance | ReturnType<typeof reportedProvenance>,
  { verdict }: Pick<Result, 'verdict'>,
  subjects: readonly Subject[],
): string {
  const { outcome, sentence } = verdict;
  return `${inertJson({ ...provenance, verdict: { outcome, sentence }, subjects }, 2)}\n`;
}

/** What a report says by itself about a model that was trained without a record of where. */
export function reportedProvenance({
  tool,
  engine,
  data,
  model,
}: Result): Omit<Provenance, 'modelSums' | 'runner'> {
  return {
    schemaVersion: 1,
    tool,
    source: {},
    ...(engine && { engine }),
    ...(data && { data: { fingerprint: data.fingerprint, testFingerprint: data.testFingerprint } }),
    ...(model && { baseModel: baseModelOf(model) }),
  };
}
