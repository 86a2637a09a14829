import type { RuleOutcome, RuleState } from './verdict.ts';

/** What was found for a rule, or for one value of its column. Where it tests, other rules' tests have a say. */
export interface Finding {
  /** How far from holding, to tell the worst of several: larger is worse. */
  readonly shortfall: number;
  /** Of the test that decides, before any adjustment; absent where nothing is tested. */
  readonly pValue?: number;
  readonly judge: (adjusted: Adjusted) => Judged;
}

/** A p-value after the adjustment for several tests, and how many there are; alone it is as it was. */
export interface Adjusted {
  readonly pValue: number;
  readonly tests: number;
}

export interface Judged {
  readonly state: RuleState;
  /** Intervals take their time, so only the outcome that is shown is worked out. */
  readonly outcome: () => RuleOutcome;
}

/** A finding that no other rule has a say in. */
export function settled(state: RuleState, outcome: () => Omit<RuleOutcome, 'state'>, shortfall = 0): Finding {
  return { shortfall, judge: () => ({ state, outcome: () => ({ ...outcome(), state }) }) };
}

const ORDER: readonly RuleState[] = ['holds', 'inconclusive', 'broken'];

/** The one that decides of several: the worst state, and of these the one furthest from holding. */
export function worst<T extends { readonly finding: Finding; readonly judged: Judged }>(
  all: readonly T[],
): T {
  const [first] = all.toSorted(
    (a, b) =>
      ORDER.indexOf(b.judged.state) - ORDER.indexOf(a.judged.state) ||
      b.finding.shortfall - a.finding.shortfall,
  );
  return first!;
}
