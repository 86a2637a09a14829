import { sweepFiguresOf } from '../../figures/sweep-curves.ts';
import { sweepFigureSource } from '../../figures/sweep-lines.ts';
import { OUTCOMES } from '../../outcome.ts';
import type { SweepSummary } from '../../sweep-summary.ts';
import { figureMarkup, type PageAssets, pageDocument } from '../document.ts';
import { rulesOf } from '../sections/rules.ts';
import { sweepHeader } from './header.ts';
import { choiceSection, costSection, curvesSection, missingSection, provenanceSection } from './sections.ts';
import { trialsSection } from './trials.ts';

/**
 * The whole report of a sweep as one HTML document, which loads nothing and sends nothing. Without its script it says the
 * same, but nothing can be sorted or filtered. The same inputs give the same bytes.
 */
export function sweepHtml(summary: SweepSummary, assets: PageAssets = {}): string {
  const source = sweepFigureSource(summary);
  const panels = sweepFiguresOf(source).flatMap(
    figure => figureMarkup(figure, assets.drawings?.get(figure.id), true) ?? [],
  );
  const sections = [
    choiceSection(summary),
    curvesSection(summary, panels),
    trialsSection(summary),
    missingSection(summary),
    rulesOf(summary.verdict),
    costSection(summary),
    provenanceSection(summary),
  ].filter(section => section !== undefined);
  return pageDocument({
    title: `${OUTCOMES[summary.verdict.outcome].words}: finetune-gate sweep`,
    header: sweepHeader(summary),
    sections,
    script: assets.script,
    data: { sweep: source },
  });
}
