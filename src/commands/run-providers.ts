import type { Config } from '../config/schema.ts';
import { modelCacheOf } from './base-folder.ts';
import type { CheckOptions } from './check-options.ts';
import type { Services } from './embed-exchange.ts';
import type { TrialJob } from './job.ts';
import type { BaseBranch, PolicySource } from './policy.ts';
import { type NamedProvider, providerServices } from './provider-services.ts';
import { baselineProviders, baseProvider, type Trust, trusted } from './provider-trust.ts';
import { readPolicy } from './read-policy.ts';
import type { Workspace } from './workspace.ts';

export interface RunProviders {
  /** The provider that training starts from. */
  readonly base?: NamedProvider;
  /** What the job is told of them, without any key. */
  readonly job: Pick<TrialJob, 'providers' | 'paidDir'>;
  readonly services?: Services;
}

/**
 * The embedding providers of a run: those of the baselines that judge, and the base of training. Nothing is sent yet.
 *
 * @param findBranch the base branch of a pull request, also for a command that is not judged by it
 * @throws FinetuneGateError PROVIDER_UNTRUSTED, PROVIDER_REFUSED, and what reading the base branch throws
 */
export async function providersOf(
  options: CheckOptions,
  workspace: Workspace,
  config: Config,
  source: PolicySource,
  findBranch: () => Promise<BaseBranch | undefined>,
): Promise<RunProviders> {
  const baselines = baselineProviders(source.policy);
  const start = baseProvider(config);
  if (baselines.length === 0 && !start) return { job: {} };
  const trust = await trustOf(options, config, source, findBranch);
  const bounded = baselines.map(named => trusted(named, trust));
  const base = start && trusted(start, trust);
  const { log, onSecret } = options;
  return {
    ...(base && { base }),
    job: { providers: bounded, paidDir: await paidFolder(options, workspace) },
    services: providerServices([...bounded, ...(base ? [base] : [])], {
      env: process.env,
      log,
      onSecret,
      limit: source.policy.budget.provider_cost,
    }),
  };
}

/** Trusted is what a reviewer merged, or what runs where no pull request is. */
async function trustOf(
  { command, baseRef, foreign }: CheckOptions,
  config: Config,
  { base }: PolicySource,
  findBranch: () => Promise<BaseBranch | undefined>,
): Promise<Trust> {
  if (baseRef === undefined) return foreign ? { everything: false, base: undefined } : { everything: true };
  if (command === 'check') return { everything: false, base };
  return { everything: false, base: (await readPolicy(config, await findBranch())).base };
}

/** Embeddings that cost money are kept even where nothing says where: with the others, else beside the base models. */
async function paidFolder(options: CheckOptions, workspace: Workspace): Promise<string> {
  if (options.cacheDir !== undefined) return options.cacheDir;
  return (await modelCacheOf(options, workspace)).replace(/models$/, 'vectors');
}
