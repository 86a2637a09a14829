import { engineWords } from '../../engine.ts';
import { count, interval, percent } from '../../format.ts';
import { chosenRow, metricText, metricTitle } from '../../sweep/rows.ts';
import { settingText, shared, trialWords, varied } from '../../sweep/settings.ts';
import { passesWords, textWords, timeWords } from '../../sweep/words.ts';
import type { SweepSummary } from '../../sweep-summary.ts';
import { plain } from '../../text.ts';
import { html, type Markup } from '../markup.ts';
import { code, right, type Section, table } from '../parts.ts';
import { type Line, list } from '../sections/run.ts';

const LISTED = 100;

/** What was chosen, by what, and what else would have done. */
export function choiceSection(summary: SweepSummary): Section {
  const { metric, satisfy, none, equal, chosen, sentence } = summary.choice;
  const row = chosenRow(summary);
  const others = equal.filter(id => id !== chosen);
  const lines: Line[] = [];
  if (row) {
    const own = varied(summary.trials).map((one): Line => [one.title, plain(settingText(one, row), 200)]);
    const same = shared(summary.trials).map(one => `${one.title} ${plain(settingText(one, row), 200)}`);
    lines.push(...own, ...(same.length > 0 ? [['as all trials', same.join(', ')] as const] : []));
    lines.push(
      [`${metricTitle(metric)}, validation`, metricText(metric, row.validation[metric])],
      [
        'accuracy, test',
        `${percent(row.metrics.accuracy)} (95 % interval ${interval(row.accuracyInterval)})`,
      ],
    );
  }
  if (satisfy.length > 0) {
    lines.push([
      'rules for it',
      html`${satisfy.map(rule => html`${code(rule, 100)} `)}${none && html`<b>no trial satisfies them</b>, so it is among all`}`,
    ]);
  }
  if (others.length > 0) lines.push(['as good, no cheaper', wordsOf(others.map(trialWords(summary.trials)))]);
  return { id: 'choice', title: 'Choice', body: html`<p>${plain(sentence, 1000)}</p>${list(lines)}` };
}

function wordsOf(trials: readonly string[]): string {
  const more = trials.length - LISTED;
  const listed = trials.slice(0, LISTED).map(one => plain(one, 200));
  return `${listed.join('; ')}${more > 0 ? ` and ${count(more)} more` : ''}`;
}

/** How the error rate falls, and how many examples the target needs. */
export function curvesSection(
  { curves, bases }: SweepSummary,
  panels: readonly Markup[],
): Section | undefined {
  if (curves.length === 0) return undefined;
  const rows = bases.map(({ base, errorRate, interval: bounds }) => [
    code(base, 100),
    percent(errorRate),
    interval(bounds),
  ]);
  return {
    id: 'curves',
    title: 'Error rate by number of examples',
    body: html`<ul class="sentences">${curves.slice(0, LISTED).map(({ base, series, sentence }) => html`<li>${code(base, 100)}, ${plain(series, 80)}: ${plain(sentence)}</li>`)}</ul>
<div class="pair">${panels}</div>
<h3>Base models, unmodified</h3>
${table(['Base model', right('Error rate'), right('95 % interval')], rows, { caption: 'Error rates of the base models, unmodified' })}`,
  };
}

/** Trials without a result, and those with several. */
export function missingSection({ missing, repeated, trials }: SweepSummary): Section | undefined {
  if (missing.length === 0 && repeated.length === 0) return undefined;
  const rows = missing.map(({ id, settings = id, reason }) => [plain(settings, 200), plain(reason, 300)]);
  return {
    id: 'missing',
    title: 'Missing and repeated trials',
    body: html`${rows.length > 0 && table(['Without a result', 'Why'], rows, { caption: 'Trials without a result' })}
${repeated.length > 0 && html`<p>Answered more than once, with the same result: ${wordsOf(repeated.map(trialWords(trials)))}</p>`}`,
  };
}

export const costSection = (summary: SweepSummary): Section => ({
  id: 'cost',
  title: 'Cost',
  body: list([
    ['Time', timeWords(summary)],
    ['Texts encoded', textWords(summary)],
    ['Encoder passes', passesWords(summary)],
  ]),
});

/** What names this sweep: the program, the data and the weights. */
export function provenanceSection(summary: SweepSummary): Section {
  const { tool, engine, precision, bases, fingerprint, testFingerprint } = summary;
  return {
    id: 'provenance',
    title: 'Provenance',
    body: list([
      ['Program', `${tool.name} ${plain(tool.version, 30)}`],
      ['Engine', engineWords(engine, plain)],
      ...(precision === 'fp32' ? [] : [['Precision', plain(precision, 20)] as const]),
      ...bases
        .slice(0, LISTED)
        .map(
          ({ base, revision, architecture }): Line => [
            'Base model',
            html`${code(base, 200)} ${plain(architecture, 40)}${revision !== undefined && html`, revision ${code(revision, 100)}`}`,
          ],
        ),
      ['Data', code(fingerprint, 100)],
      ['Test set', code(testFingerprint, 100)],
    ]),
  };
}
