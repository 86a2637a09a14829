import { resolve } from 'node:path';
import { loadConfig } from '../config/load.ts';
import { FinetuneGateError } from '../errors.ts';
import { count, plural } from '../report/format.ts';
import { plain } from '../report/text.ts';
import type { Arguments } from './arguments.ts';
import type { DedupeReport, DuplicateGroup, GroupedText } from './dedupe-report.ts';
import { engineChoice } from './engine-choice.ts';
import { cacheOf, localModel } from './local-model.ts';
import { NEARLY_THE_SAME } from './near-duplicates.ts';
import { assertPlaceForFile } from './output-folder.ts';
import { progressReporter } from './progress.ts';
import { inWorker } from './supervise.ts';
import { insideRoot, openWorkspace } from './workspace.ts';
import { writeWhole } from './write-whole.ts';

/** Groups, and texts of each, that a terminal shows. */
const SHOWN = { groups: 20, texts: 5 } as const;

/**
 * `finetune-gate dedupe`: finds near-duplicate texts of the data, in a worker that can be interrupted, and writes the
 * files asked for.
 *
 * @returns what goes to standard output
 */
export async function runDedupe(
  args: Arguments,
  signal: AbortSignal,
  log: (line: string) => void,
  progress: (line: string) => void,
  execute = inWorker(),
  directory = process.cwd(),
): Promise<string> {
  const threshold = thresholdOf(args.threshold);
  const engine = engineChoice(args);
  for (const file of [args.output, args.json]) {
    if (file !== undefined && file !== '-') await assertPlaceForFile(resolve(directory, file));
  }
  const workspace = await openWorkspace(directory, args.config);
  await insideRoot(workspace.root, workspace.configName);
  const config = await loadConfig(workspace.configFile, workspace.configName);
  const emit = progressReporter(log, progress);
  const report = await execute(
    {
      kind: 'dedupe',
      root: workspace.root,
      data: config.data,
      model: await localModel(args, directory, { workspace, config }, { signal, emit }),
      threshold,
      engine,
      ...cacheOf(args, directory),
    },
    emit,
    signal,
  );
  const { kind: _, ...result } = report;
  const json = `${JSON.stringify(result, null, 2)}\n`;
  if (args.output !== undefined) {
    const rows = report.groups.map(group => `${JSON.stringify(group)}\n`);
    await writeWhole(resolve(directory, args.output), rows.join(''));
  }
  if (args.json === '-') return json;
  if (args.json !== undefined) await writeWhole(resolve(directory, args.json), json);
  return dedupeText(report);
}

function thresholdOf(text: string | undefined): number {
  const value = text === undefined ? NEARLY_THE_SAME : Number(text);
  if (text?.trim() !== '' && value > 0 && value <= 1) return value;
  throw new FinetuneGateError(
    'USAGE',
    `--threshold ${JSON.stringify(text)} is no number above 0 and up to 1.`,
  );
}

/** The report in a few lines. Untrusted text cannot move the cursor or colour anything. */
export function dedupeText({ threshold, texts, pairs, groups, leaking }: DedupeReport): string {
  const grouped = groups.reduce((sum, group) => sum + group.texts.length, 0);
  const shown = groups.slice(0, SHOWN.groups);
  const lines = [
    `${count(grouped)} of ${plural(texts, 'text')} have near-duplicates (cosine similarity ${threshold} or more): ${plural(groups.length, 'group')}, ${plural(pairs, 'pair')} of texts.`,
    `${plural(leaking, 'group')} with texts of train and of validation or test.`,
    ...shown.flatMap(groupLines),
  ];
  if (groups.length > shown.length) {
    lines.push(
      '',
      `… and ${plural(groups.length - shown.length, 'more group')}; all with --output or --json.`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function groupLines({ splits, similarity, texts }: DuplicateGroup): string[] {
  // A text of each split first: it is the leak that a reader looks for.
  const firsts = new Set(
    splits.flatMap(split => texts.find(({ places }) => places.some(place => place.split === split)) ?? []),
  );
  const shown = [...firsts, ...texts.filter(text => !firsts.has(text))].slice(0, SHOWN.texts).map(textLine);
  const more =
    texts.length > shown.length ? [`  … and ${plural(texts.length - shown.length, 'more text')}`] : [];
  return [
    '',
    `${texts.length} texts in ${splits.join(', ')}, up to ${similarity.toFixed(4)}`,
    ...shown,
    ...more,
  ];
}

/** E.g. `train, test  data/train.tsv:31 (+2)  Please remove our card`: its splits, and how many more places it has. */
function textLine({ text, places }: GroupedText): string {
  const [first] = places;
  const at = first ? `${plain(first.file, 200)}:${first.line}` : '';
  const more = places.length > 1 ? ` (+${places.length - 1})` : '';
  const splits = [...new Set(places.map(({ split }) => split))].join(', ');
  return `  ${splits}  ${at}${more}  ${plain(text, 100)}`;
}
