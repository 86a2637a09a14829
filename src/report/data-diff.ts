import type { SplitName } from '../data/pair.ts';
import type {
  ChangedPair,
  DataDiffSummary,
  DataSide,
  ErrorRate,
  GroupName,
  Measured,
  RunsComparison,
  ScoreChange,
  SplitChange,
} from './data-diff-summary.ts';
import { GROUPS } from './data-diff-summary.ts';
import { count, interval, percent, plural, points, pValue } from './format.ts';

const SPLITS: readonly SplitName[] = ['train', 'validation', 'test'];
/** Files of a group that are named. */
const FILES = 10;

/** A part of the comparison, for any face: cells are texts of ours, or escaped already. */
export interface Part {
  readonly title: string;
  /** Sentences above the table. */
  readonly lines: readonly string[];
  /** Head first; all columns but the first are numbers where `numbers` says so. */
  readonly rows: readonly (readonly string[])[];
  readonly numbers?: boolean;
}

/** Makes a text that is not ours harmless where it is shown. */
export type Escape = (text: string, max: number) => string;

/** The whole comparison, the summary first. */
export function dataDiffParts(summary: DataDiffSummary, harmless: Escape): Part[] {
  const { runs, measured, notMeasured } = summary;
  const parts: (Part | undefined)[] = [
    sizes(summary, harmless),
    findings(summary),
    measured && measuredPart(measured),
    notMeasured === undefined
      ? undefined
      : { title: 'What each change did to the score', lines: [harmless(notMeasured, 300)], rows: [] },
    runs && runsPart(runs, harmless),
    ...SPLITS.flatMap(split =>
      GROUPS.map(group => changedPart(summary.splits[split], split, group, harmless)),
    ),
  ];
  return parts.filter(part => part !== undefined);
}

function sizes({ base, head, splits }: DataDiffSummary, harmless: Escape): Part {
  const rows = SPLITS.map(split => {
    const { before, after, newTexts, ...change } = splits[split];
    return [
      split,
      `${count(before.pairs)} → ${count(after.pairs)}`,
      ...GROUPS.map(group => count(change[group].pairs)),
      `${share(before)} → ${share(after)}`,
      `${count(before.texts)} → ${count(after.texts)}`,
      count(newTexts),
    ];
  });
  const same = base.fingerprint === head.fingerprint;
  return {
    title: 'Data',
    lines: [
      `From ${side(base, harmless)} to ${side(head, harmless)}${same ? ': the same pairs.' : '.'}`,
      ...(base.config === head.config
        ? []
        : [`The configuration moved from ${harmless(base.config, 200)} to ${harmless(head.config, 200)}.`]),
    ],
    rows: [
      ['Split', 'Pairs', 'Added', 'Removed', 'Relabelled', 'Labelled: same', 'Texts', 'New texts'],
      ...rows,
    ],
    numbers: true,
  };
}

const side = ({ name, commit }: DataSide, harmless: Escape): string =>
  commit === undefined ? harmless(name, 100) : `${harmless(name, 100)} (${commit.slice(0, 12)})`;

const share = ({ pairs, positives }: SplitChange['before']): string =>
  percent(pairs === 0 ? undefined : positives / pairs);

function findings({ findings: { before, after } }: DataDiffSummary): Part | undefined {
  const kinds = (Object.keys(after) as (keyof typeof after)[]).filter(kind => before[kind] + after[kind] > 0);
  if (kinds.length === 0) return undefined;
  return {
    title: 'Findings',
    lines: [],
    rows: [
      ['Kind', 'Before', 'After'],
      ...kinds.map(kind => [kind, count(before[kind]), count(after[kind])]),
    ],
    numbers: true,
  };
}

function measuredPart({ base, seeds, changes }: Measured): Part {
  const [first] = changes;
  const trained =
    seeds > 1 ? `the majority of ${seeds} trainings` : 'one training each, so seeds vary it too';
  const rows = changes.map(({ group, examples, change }) => [
    group === 'all' ? 'all of it' : `${group} ${plural(examples, 'example')}`,
    ...changeCells(change),
  ]);
  return {
    title: 'What each change did to the score',
    lines: [
      `A head trained on the base's data has an error rate of ${rate(base)} on ${plural(base.pairs, 'test pair')} that both versions have (${trained}).`,
      first
        ? 'The same with one group of changes at a time:'
        : 'Nothing in train changed, so there is nothing to measure.',
    ],
    rows: first ? [['Change to train', ...CHANGE], ...rows] : [],
    numbers: true,
  };
}

const CHANGE = ['Error rate', 'Difference', '95 % interval', 'p', 'Fixed', 'Broken'];

const changeCells = ({
  before,
  after,
  difference,
  interval: { low, high },
  ...rest
}: ScoreChange): string[] => [
  `${percent(before)} → ${percent(after)}`,
  points(difference),
  `${points(low).replace(' points', '')} … ${points(high).replace(' points', '')}`,
  pValue(rest.pValue),
  count(rest.fixed),
  count(rest.broken),
];

const rate = ({ errorRate, interval: bounds }: ErrorRate): string =>
  `${percent(errorRate)} (${interval(bounds)})`;

function runsPart({ kept, added, relabelled = {}, ...runs }: RunsComparison, harmless: Escape): Part {
  const named = [
    ...(runs.base === undefined ? [] : [`before: ${harmless(runs.base, 200)}`]),
    ...(runs.head === undefined ? [] : [`after: ${harmless(runs.head, 200)}`]),
  ];
  const { before, after } = relabelled;
  const row = (name: string, one: ErrorRate) => [
    name,
    count(one.pairs),
    percent(one.errorRate),
    interval(one.interval),
  ];
  return {
    title: 'What the runs say',
    lines: [
      `Runs ${named.join(', ')}.`,
      ...(kept && 'difference' in kept
        ? [
            `On ${plural(kept.pairs, 'test pair')} that both versions have: ${percent(kept.before)} → ${percent(kept.after)}, ${points(kept.difference)} (95 %: ${changeCells(kept)[2]}; p ${pValue(kept.pValue)}), ${count(kept.fixed)} fixed, ${count(kept.broken)} broken.`,
          ]
        : []),
    ],
    rows: [
      ['Test pairs', 'Pairs', 'Error rate', '95 % interval'],
      ...(kept && !('difference' in kept) ? [row('in both versions', kept)] : []),
      ...(added ? [row('added', added)] : []),
      ...(before ? [row('relabelled, by the old labels, before', before)] : []),
      ...(after ? [row('relabelled, by the new labels, after', after)] : []),
    ],
    numbers: true,
  };
}

function changedPart(
  change: SplitChange,
  split: SplitName,
  group: GroupName,
  harmless: Escape,
): Part | undefined {
  const { pairs, positives, files, shown } = change[group];
  if (pairs === 0) return undefined;
  const named = files
    .slice(0, FILES)
    .map(({ file, pairs: n }) => `${harmless(file, 200)} (${count(n)})`)
    .join(', ');
  const more = files.length > FILES ? ` and ${plural(files.length - FILES, 'file')} more` : '';
  return {
    title: `${split}: ${plural(pairs, 'pair')} ${group}`,
    lines: [`${count(positives)} of them labelled 1, the same. In ${named}${more}.`],
    rows: [
      ['Place', 'Label', 'First text', 'Second text'],
      ...shown.map(pair => pairCells(pair, harmless)),
      ...(pairs > shown.length ? [[`… and ${count(pairs - shown.length)} more`, '', '', '']] : []),
    ],
  };
}

const pairCells = ({ first, second, label, was, file, line }: ChangedPair, harmless: Escape): string[] => [
  harmless(`${file}:${line}`, 200),
  was === undefined ? String(label) : `${was} → ${label}`,
  harmless(first, 120),
  harmless(second, 120),
];
