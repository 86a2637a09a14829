import { loadData } from '../data/load.ts';
import type { LoadedData, PairTable } from '../data/pair.ts';
import { toError } from '../errors.ts';
import type { BudgetName } from '../gate/verdict.ts';
import type { CostSummary } from '../report/result.ts';
import type { Emit, TrialJob, TrialReport } from './job.ts';
import type { TrialContext } from './trial-context.ts';

/** What became of the base branch's model: it is the candidate, it was trained, or there is none. */
export type BaseBranchModel =
  | { readonly kind: 'same' }
  | { readonly kind: 'trained'; readonly jobs: readonly TrialJob[]; readonly cost: CostSummary | undefined }
  | { readonly kind: 'refused'; readonly reason: string };

/** Of the time that is left; the candidate needs as much. */
const SHARE = 0.5;

/** Faults of what the base branch holds. Those of this machine or this program would meet the candidate too. */
const ITS_OWN = /^(?:DATA|MODEL|SAFETENSORS|TOKENIZER|LOSS|THRESHOLD|PRECISION|CONFIG|BUDGET|PATH)_/;

/**
 * Trains the model that the base branch gives, where the job asks for it and its pairs or settings are others: with as
 * many seeds as the candidate, because a majority is better than one of those that it is of.
 *
 * @param head the candidate's data
 * @param run `runTrial`
 */
export async function trainBaseBranch(
  { baseBranch, evaluate }: Pick<TrialJob, 'baseBranch' | 'evaluate'>,
  head: LoadedData,
  run: (job: TrialJob, emit: Emit, signal: AbortSignal) => Promise<TrialReport>,
  { emit, signal, deadline, watch, budget }: TrialContext,
): Promise<BaseBranchModel | undefined> {
  if (!baseBranch) return undefined;
  const { job, sameSettings } = baseBranch;
  const end = deadline.left() * (1 - SHARE);
  const seconds = () =>
    end === Number.POSITIVE_INFINITY ? Number.POSITIVE_INFINITY : Math.max(0, deadline.left() - end);
  const held = budget?.gpuSeconds ?? 0;
  const gpuEnd = held + SHARE * ((budget?.limits.gpu_time ?? held) - held);
  const limited = () => ({
    ...(Number.isFinite(seconds()) && { secondsLeft: seconds() }),
    ...(budget && { budget: budget.forPart(seconds(), gpuEnd) }),
  });
  const named: Emit = event => {
    if (event.type === 'log') return emit({ ...event, line: `base branch: ${event.line}` });
    // Of one that failed; the others report it.
    if (event.type === 'usage') return budget?.addHeld(event.usage.gpuSeconds);
    if (event.type !== 'progress') return emit(event);
    // What it foresees is of itself alone.
    const { usage: _, ...progress } = event;
    emit(progress);
  };
  try {
    if (sameSettings && (await samePairs(job, head, signal))) return { kind: 'same' };
    const jobs = Array.from({ length: evaluate.seeds }, (_, i) => (i === 0 ? job : withSeed(job, i)));
    let cost: CostSummary | undefined;
    for (const one of jobs) {
      const { trained, usage } = await watch.time('base branch', () =>
        run({ ...one, ...limited() }, named, signal),
      );
      budget?.addHeld(usage?.gpuSeconds);
      if (trained?.training.stopped === 'budget') return refused(cutShort(usage?.missed));
      cost = cost && trained ? sumOf(cost, trained.cost) : trained?.cost;
    }
    return { kind: 'trained', jobs, cost };
  } catch (thrown) {
    const { code, message } = toError(thrown);
    if (signal.aborted || !ITS_OWN.test(code)) throw thrown;
    return refused(message);
  }
}

function cutShort(missed: BudgetName | undefined): string {
  if (missed === 'memory') return 'its training took more memory than the budget has';
  return `its training did not end within half of the ${missed === 'gpu_time' ? 'GPU-time' : 'wall-time'} budget`;
}

/** The same training on the same pairs with another seed, in folders of its own. */
function withSeed(job: TrialJob, more: number): TrialJob {
  const { train, output } = job;
  const seed = train.seed + more;
  return {
    ...job,
    train: { ...train, seed },
    dataSeed: train.seed,
    output: `${output}-${seed}`,
  };
}

function sumOf(a: CostSummary, b: CostSummary): CostSummary {
  return {
    textsEncoded: a.textsEncoded + b.textsEncoded,
    tokensEncoded: a.tokensEncoded + b.tokensEncoded,
    textsFound: a.textsFound + b.textsFound,
  };
}

function refused(problem: string): BaseBranchModel {
  return { kind: 'refused', reason: `The base branch gives no model to compare with: ${problem}` };
}

/** Whether a training sees the same rows in the same order. Which are near test pairs decides where those are left out. */
async function samePairs({ data, root, train }: TrialJob, head: LoadedData, signal: AbortSignal) {
  const { texts } = head.splits.train;
  const base = await loadData(data, root, { seed: train.seed, signal, texts });
  const asked = ['train', 'validation'] as const;
  const all = data.drop_near_duplicates === undefined ? asked : ([...asked, 'test'] as const);
  return all.every(split => sameRows(base.splits[split], head.splits[split]));
}

/** Texts of one store have the same number exactly when they are the same. */
function sameRows(a: PairTable, b: PairTable): boolean {
  const same = (x?: ArrayLike<number>, y?: ArrayLike<number>) =>
    x?.length === y?.length && Array.prototype.every.call(x ?? [], (value, i) => value === y?.[i]);
  return (
    a.width === b.width &&
    same(a.first, b.first) &&
    same(a.second, b.second) &&
    same(a.labels, b.labels) &&
    same(a.scores, b.scores)
  );
}
