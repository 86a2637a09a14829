import type { Finding, FindingKind } from './pair.ts';

/** Of each kind; the rest are counted. */
const KEPT = 100;

/** Counts findings and keeps the first hundred of each kind, so that a million faults take no more memory than a few. */
export class Findings {
  readonly counts: Record<FindingKind, number> = { leakage: 0, conflict: 0, duplicate: 0, encoding: 0 };
  readonly #kept: Finding[] = [];

  add(finding: Finding): void {
    this.counts[finding.kind] += 1;
    if (this.counts[finding.kind] <= KEPT) this.#kept.push(finding);
  }

  addAll(findings: Iterable<Finding>): void {
    for (const finding of findings) this.add(finding);
  }

  /** In the order in which kinds are reported, within a kind as they were added. */
  get kept(): Finding[] {
    const kinds = Object.keys(this.counts);
    return this.#kept.sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
  }
}
