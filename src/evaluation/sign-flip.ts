import { binomialPmf } from './binomial.ts';
import { mcnemar } from './comparison.ts';

/** Probabilities below this are taken as 0, which leaves 15 digits to every p-value above 1e-12. */
const LEAST = 1e-30;

export interface SignFlip {
  /** P(sum ≤ observed): small when the candidate is better. */
  readonly better: number;
  /** P(sum ≥ observed): small when the candidate is worse. */
  readonly worse: number;
}

/**
 * Fisher's randomisation test (The Design of Experiments, 1935, §21) of clusters of pairs: if two models are equally
 * good, a cluster's net difference could as well have had the other sign. Exact: the distribution of the sum over all
 * 2^clusters choices of signs, by convolution; clusters with the same difference are one binomial. Where no difference
 * is beyond ±1 it is McNemar's exact test.
 *
 * @param differences of each cluster: pairs that only the candidate gets wrong less those that only the baseline does
 */
export function signFlip(differences: Float64Array): SignFlip {
  const sizes = new Map<number, number>();
  let [sum, most, ups, downs] = [0, 0, 0, 0];
  for (const difference of differences) {
    const size = Math.abs(difference);
    if (size === 0) continue;
    sizes.set(size, (sizes.get(size) ?? 0) + 1);
    sum += difference;
    most += size;
    if (difference > 0) ups++;
    else downs++;
  }
  if (sizes.size === 0 || (sizes.size === 1 && sizes.has(1))) {
    const { oneSidedBetter, oneSidedWorse } = mcnemar(ups, downs);
    return { better: oneSidedBetter, worse: oneSidedWorse };
  }
  // The sum of sizes that count upwards, X: the signed sum is 2 X − most.
  let upward: Distribution = { first: 0, pmf: Float64Array.of(1) };
  for (const [size, clusters] of sizes) upward = convolve(upward, binomialOf(clusters), size);
  const observed = (sum + most) / 2 - upward.first;
  return { better: atMost(upward.pmf, observed), worse: atLeast(upward.pmf, observed) };
}

/** Probabilities of first, first + 1, … */
interface Distribution {
  readonly first: number;
  readonly pmf: Float64Array;
}

function binomialOf(n: number): Distribution {
  const pmf = Float64Array.from({ length: n + 1 }, (_, k) => binomialPmf(k, n, 0.5));
  return trimmed({ first: 0, pmf });
}

/** Distribution of a + step × b. */
function convolve(a: Distribution, b: Distribution, step: number): Distribution {
  const pmf = new Float64Array(a.pmf.length + step * (b.pmf.length - 1));
  b.pmf.forEach((p, k) => {
    for (let i = 0; i < a.pmf.length; i++) pmf[i + step * k]! += p * a.pmf[i]!;
  });
  return trimmed({ first: a.first + step * b.first, pmf });
}

function trimmed({ first, pmf }: Distribution): Distribution {
  const start = pmf.findIndex(p => p > LEAST);
  const end = pmf.findLastIndex(p => p > LEAST) + 1;
  return { first: first + start, pmf: pmf.slice(start, end) };
}

function atMost(pmf: Float64Array, k: number): number {
  let sum = 0;
  for (let i = 0; i <= Math.min(k, pmf.length - 1); i++) sum += pmf[i]!;
  return Math.min(1, sum);
}

/** From the far end inwards: the smallest are added first. */
function atLeast(pmf: Float64Array, k: number): number {
  let sum = 0;
  for (let i = pmf.length - 1; i >= Math.max(0, k); i--) sum += pmf[i]!;
  return Math.min(1, sum);
}
