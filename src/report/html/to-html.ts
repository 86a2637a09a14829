import { figureSource } from '../figures/figure.ts';
import { figuresOf } from '../figures/figures.ts';
import type { PairRow } from '../measures.ts';
import { OUTCOMES } from '../outcome.ts';
import type { Result } from '../result.ts';
import { figureMarkup, type PageAssets, pageDocument } from './document.ts';
import type { Markup } from './markup.ts';
import { packPairs } from './pair-columns.ts';
import { baselines } from './sections/baselines.ts';
import { data } from './sections/data.ts';
import { decisions } from './sections/decisions.ts';
import { error } from './sections/error.ts';
import { added, flips, mistakes } from './sections/examples.ts';
import { explorer } from './sections/explorer.ts';
import { learning } from './sections/learning.ts';
import { policy } from './sections/policy.ts';
import { retrieval } from './sections/retrieval.ts';
import { rules } from './sections/rules.ts';
import { cost, provenance } from './sections/run.ts';
import type { Part } from './sections/section.ts';
import { slices } from './sections/slices.ts';
import { verdictHeader } from './sections/verdict.ts';

/** In the order of reading; the explorer stands between both. */
const BEFORE: readonly Part[] = [
  ...[error, rules, policy, baselines, decisions, learning, slices, retrieval, flips, added, mistakes],
];
const AFTER: readonly Part[] = [data, cost, provenance];

/**
 * The whole report as one HTML document, which loads nothing and sends nothing. Without its script it says the same,
 * but for the explorer. The same inputs give the same bytes.
 */
export function toHtml(result: Result, pairs: readonly PairRow[], assets: PageAssets = {}): string {
  const source = figureSource(result);
  const figures = new Map(figuresOf(source).map(figure => [figure.id, figure]));
  const figure = (id: string, numbers = true): Markup | undefined => {
    const found = figures.get(id);
    return found && figureMarkup(found, assets.drawings?.get(id), numbers);
  };
  const bar = result.flips?.baseline ?? result.baselines?.find(one => one.bar)?.name;
  const columns = packPairs(pairs, bar);
  const parts = (of: readonly Part[]) => of.flatMap(part => part({ result, figure }) ?? []);
  const sections = [...parts(BEFORE), ...[explorer(columns) ?? []].flat(), ...parts(AFTER)];
  const { words } = OUTCOMES[result.verdict.outcome];
  return pageDocument({
    title: `${words}: finetune-gate ${result.command}`,
    header: verdictHeader(result),
    sections,
    script: assets.script,
    data: { source, pairs: columns, threshold: result.candidate?.threshold ?? null },
  });
}
