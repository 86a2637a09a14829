import { basis, least, type Measured, type PowerLaw, productOf } from './learning-curve-fit.ts';

/** Times the largest size that was tried: what lies further is not told. */
export const REACH = 30;

/** 95 % of a chi-squared distribution with one degree of freedom, and with two. */
const CHI_SQUARED = 3.841458820694124;
export const CHI_SQUARED_OF_TWO = 5.991464547107979;

/** Examples that a target needs, and what of it can be told. */
export interface Needed {
  /** By the fitted curve; absent where it never falls to the target. */
  readonly examples?: number;
  /** 95 % interval; absent when not even its lower end is within reach. */
  readonly low?: number;
  /** Absent when it has no end within reach. */
  readonly high?: number;
}

/**
 * The examples at which a power law meets a target, with the interval of the profile likelihood: a number of examples is
 * in it when the best curve through it and the target is not refused (Venzon and Moolgavkar, Appl. Stat. 37:87-94, 1988).
 * Where points scatter more than their deviations say, the interval is wider by as much (Birge, Phys. Rev. 40:207-227,
 * 1932).
 *
 * @param dispersion squares for each degree of freedom, at least 1
 */
export function neededExamples(
  measured: Measured,
  fit: PowerLaw & { readonly squares: number },
  target: number,
  dispersion: number,
): Needed {
  const { floor, scale, exponent, squares } = fit;
  const farthest = Math.log(REACH * Math.max(...measured.examples));
  const excess = profile(measured, target);
  const inside = (logarithm: number) => excess(logarithm) - squares <= CHI_SQUARED * dispersion;
  // Below one example nothing is asked.
  const needed = floor < target ? Math.max(0, Math.log(scale / (target - floor)) / exponent) : undefined;
  const reached = needed !== undefined && needed <= farthest;
  const open = inside(farthest);
  if (!reached && !open) return needed === undefined ? {} : { examples: Math.exp(needed) };
  const middle = reached ? needed : farthest;
  return {
    ...(needed !== undefined && { examples: Math.exp(needed) }),
    low: inside(0) ? 1 : Math.exp(edge(inside, middle, 0)),
    ...(!open && { high: Math.exp(edge(inside, middle, farthest)) }),
  };
}

/** The least squares of all curves that meet the target at so many examples, by their logarithm. */
function profile({ examples, rates, deviations }: Measured, target: number) {
  const product = productOf(deviations);
  return (logarithm: number): number => {
    const unit = Math.exp(logarithm);
    return least(exponent => {
      const x = basis(examples, unit, exponent);
      // floor (1 - x) + target x, which is the target where x is 1.
      const slope = x.map(one => 1 - one);
      const rest = rates.map((rate, i) => rate - target * x[i]!);
      const steepness = product(slope, slope);
      const floor = steepness > 0 ? product(slope, rest) / steepness : 0;
      const kept = Math.min(Math.max(floor, 0), target);
      const left = rest.map((one, i) => one - kept * slope[i]!);
      return product(left, left);
    }).squares;
  };
}

/** Where `inside` ends between a place within and one without, by halving. */
function edge(inside: (place: number) => boolean, within: number, without: number): number {
  let [yes, no] = [within, without];
  for (let i = 0; i < 24; i++) {
    const middle = (yes + no) / 2;
    if (inside(middle)) yes = middle;
    else no = middle;
  }
  return yes;
}
