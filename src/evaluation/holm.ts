/**
 * Holm's step-down adjustment (Scand. J. Stat. 6:65-70, 1979), in the order given: the smallest p-value times their
 * number, the next times one less, and so on; none below one before it, none above 1. However the tests depend on each
 * other, one true null is refused at most as often as the level says.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((a, b) => pValues[a]! - pValues[b]!);
  const adjusted = new Array<number>(pValues.length);
  let last = 0;
  order.forEach((index, rank) => {
    last = Math.max(last, Math.min(1, pValues[index]! * (pValues.length - rank)));
    adjusted[index] = last;
  });
  return adjusted;
}
