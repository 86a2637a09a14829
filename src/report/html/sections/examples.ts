import { count, decimal, interval, percent, plural } from '../../format.ts';
import type { Mistake } from '../../measures.ts';
import { plain } from '../../text.ts';
import { type Content, html } from '../markup.ts';
import { badge, folded, place, right, shows, table } from '../parts.ts';
import type { Part } from './section.ts';

const ANSWERS = ['different', 'same'] as const;
const TEXTS = [{ title: 'First text' }, { title: 'Second text' }, { title: 'Labelled' }];

/** Pairs that the bar and the fine-tuned model decide differently. */
export const flips: Part = ({ result: { flips: found } }) => {
  if (!found) return undefined;
  const { baseline, fixed, broken, examples } = found;
  const rows = examples.map(example => [
    ...texts(example),
    badge(example.now === 'right' ? 'good' : 'bad', example.now === 'right' ? 'fixed' : 'broken'),
    decimal(example.score),
    place(example),
  ]);
  const columns = [...TEXTS, { title: 'Now' }, right('Similarity'), { title: 'Place' }];
  return {
    id: 'flips',
    title: 'Flips',
    body: html`<p>Against ${plain(baseline, 80)}: ${shows('flip=broken', html`<b>${plural(broken, 'pair')} broken</b>`)} (right before, wrong now), ${shows('flip=fixed', html`<b>${count(fixed)} fixed</b>`)} (wrong before, right now).</p>
${rows.length > 0 && folded(`The ${count(rows.length)} furthest from the threshold`, table(columns, rows, { caption: 'Flipped pairs', className: 'texts' }))}`,
  };
};

/** The wrong answers furthest from the threshold: often a wrong label. */
export const mistakes: Part = ({ result: { mistakes: found = [] } }) => {
  if (found.length === 0) return undefined;
  const rows = found.map(one => [...texts(one), decimal(one.score), decimal(one.margin), place(one)]);
  const columns = [...TEXTS, right('Similarity'), right('Margin'), { title: 'Place' }];
  return {
    id: 'mistakes',
    title: 'Most confident mistakes',
    body: html`<p>Wrong by the widest margin. Look here for wrong labels first.</p>
${folded(plural(rows.length, 'pair'), table(columns, rows, { caption: 'Most confident mistakes', className: 'texts' }))}`,
  };
};

const texts = ({ first, second, label }: Mistake): Content[] => [
  plain(first, 300),
  plain(second, 300),
  ANSWERS[label],
];

/** Test pairs that the pull request adds. */
export const added: Part = ({ result: { added: found, candidate } }) => {
  if (!found) return undefined;
  const { judged, evaluation } = found;
  const of = (name: string, one: NonNullable<typeof candidate>): Content[] => [
    name,
    count(one.n),
    percent(one.metrics.accuracy),
    interval(one.accuracyInterval),
    percent(one.metrics.precision),
    percent(one.metrics.recall),
  ];
  const rows = [...(candidate ? [of('Pairs that judge', candidate)] : []), of('Added pairs', evaluation)];
  return {
    id: 'added',
    title: 'Added test pairs',
    body: html`<p>This pull request adds ${shows('judged=added', html`<b>${plural(evaluation.n, 'test pair')}</b>`)} to the ${count(judged)} of the base branch. They are scored below; no rule looks at them before they are merged.</p>
${table([{ title: 'Test pairs' }, ...['Number', 'Accuracy', '95 % interval', 'Precision', 'Recall'].map(right)], rows, { caption: 'Scores of judged and of added pairs' })}`,
  };
};
