import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { loadConfig } from '../config/load.ts';
import { FinetuneGateError, toError } from '../errors.ts';
import { RECORD_FILE } from '../evaluation/options.ts';
import { type BaselineRecord, recordBaseline, recordedErrorRate, recordOf } from '../evaluation/record.ts';
import { formatRecord, parseRecord, RECORD_HEAD } from '../evaluation/record-file.ts';
import { count, percent, plural } from '../report/format.ts';
import { plain } from '../report/text.ts';
import type { Arguments } from './arguments.ts';
import { type FinishedRun, readFinishedRun, unusable } from './finished-run.ts';
import { unwritable } from './output-folder.ts';
import { readRecord } from './read-record.ts';
import { insideRoot, openWorkspace, type Workspace } from './workspace.ts';
import { writeWhole } from './write-whole.ts';

type BaselineArguments = Pick<Arguments, 'action' | 'config' | 'from' | 'output' | 'force'>;

/**
 * `finetune-gate baseline update` writes a finished run as the record that later ones are held against; `show` tells
 * what a record says. Nothing is trained, and nothing is written unless the whole record is.
 *
 * @returns what goes to standard output
 * @throws FinetuneGateError RUN_UNUSABLE, BASELINE_CORRUPT, USAGE, PATH_OUTSIDE, OUTPUT_UNWRITABLE and what `loadConfig`
 *   throws
 */
export async function runBaseline(args: BaselineArguments, directory = process.cwd()): Promise<string> {
  const workspace = await openWorkspace(directory, args.config);
  const path =
    args.output === undefined ? await recordOfConfig(workspace) : shortest(args.output, directory, workspace);
  const from = resolve(directory, args.from ?? 'finetune-gate-output');
  if (args.action === 'show') return show(path, from, workspace);
  return update(path, from, workspace, args.force === true);
}

async function update(path: string, from: string, workspace: Workspace, force: boolean): Promise<string> {
  const file = await insideRoot(workspace.root, path);
  const run = await readFinishedRun(from);
  if (run.report.verdict.outcome === 'fail' && !force) {
    throw unusable(
      `The run failed its gate, and its record would be a lower bar: ${run.report.verdict.sentence}`,
      { file: join(from, 'report.json') },
      'Record a run that passes; or this one with --force, where the bar is to be lowered.',
    );
  }
  const record = recordFrom(run);
  const text = formatRecord(record);
  const before = await readFile(file, 'utf8').catch(() => undefined);
  if (before !== undefined && !isRecord(before) && !force) {
    throw new FinetuneGateError('USAGE', `${path} is no record, and would be replaced.`, {
      remedy: 'Name another file with --output, or add --force.',
    });
  }
  const said = `${plural(record.keys.length, 'test pair')}, error rate ${percent(recordedErrorRate(record))}`;
  if (before === text) return `${plain(path, 200)} says this already: ${said}.\n`;
  await mkdir(dirname(file), { recursive: true }).catch(cause => {
    throw unwritable(file, cause);
  });
  await writeWhole(file, text);
  return `Wrote ${plain(path, 200)}: ${said}${changeFrom(before, record, path)}.\nCommit it: it counts from the base branch on.\n`;
}

/** Whether it is one of ours, damaged or not. */
const isRecord = (text: string): boolean =>
  text.slice(0, 200).replaceAll('\r\n', '\n').startsWith(RECORD_HEAD);

/** E.g. `; it was 13.4 %, and 12 of 9 900 shared pairs changed`. */
function changeFrom(before: string | undefined, record: BaselineRecord, path: string): string {
  if (before === undefined) return '';
  let old: BaselineRecord;
  try {
    old = parseRecord(before, path);
  } catch (thrown) {
    if (toError(thrown).code === 'BASELINE_CORRUPT') return '; it replaces one that was damaged';
    throw thrown;
  }
  const right = new Map(old.keys.map((key, i) => [key, old.correct[i]]));
  const shared = record.keys.filter(key => right.has(key));
  const changed = record.keys.filter((key, i) => right.has(key) && right.get(key) !== record.correct[i]);
  const rates = [old, record].map(one => percent(recordedErrorRate(one)));
  const rate = rates[0] === rates[1] ? 'as before' : `it was ${rates[0]}`;
  return `; ${rate}, and ${count(changed.length)} of ${plural(shared.length, 'shared pair')} changed`;
}

async function show(path: string, from: string, workspace: Workspace): Promise<string> {
  const found = await readRecord(path, workspace, undefined);
  if (found.kind === 'absent') return `${found.reason}\n`;
  const { record } = found;
  const { base, dimensions, examples, seeds, tool, testFingerprint } = record;
  const lines = [
    `${plain(path, 200)}: ${plural(record.keys.length, 'test pair')}, error rate ${percent(recordedErrorRate(record))}`,
    `${plain(base, 200)}, ${plural(dimensions, 'dimension')}, ${plural(examples, 'example')}, ${plural(seeds, 'seed')}, finetune-gate ${plain(tool, 40)}`,
    `test pairs ${plain(testFingerprint, 80)}`,
  ];
  // A record can be shown without any run beside it.
  const run = await readFinishedRun(from).catch(() => undefined);
  return `${[...lines, ...(run ? [beside(record, run)] : [])].join('\n')}\n`;
}

/** How a finished run compares: what the record would be in a check of the same pairs. */
function beside(record: BaselineRecord, run: FinishedRun): string {
  const keys = run.rows.map(({ key }) => key);
  const baseline = recordBaseline(record, { keys }, { name: 'record', seeds: seedsOf(run) });
  if (baseline.kind !== 'record')
    return `The last run cannot be compared with it. ${'reason' in baseline ? baseline.reason : ''}`;
  const wrong = [...baseline.pairs].filter(pair => run.rows[pair]?.correct === false).length;
  const rate = percent(wrong / baseline.pairs.length);
  return `The last run has ${rate} errors on ${plural(baseline.pairs.length, 'shared pair')}, the record ${percent(baseline.errorRate)}.`;
}

function recordFrom({ report, rows }: FinishedRun): BaselineRecord {
  const { data, model, tool } = report;
  return recordOf(
    { correct: rows.map(({ correct }) => correct) },
    { keys: rows.map(({ key }) => key) },
    {
      tool: tool.version,
      fingerprint: data.fingerprint,
      testFingerprint: data.testFingerprint,
      examples: data.format?.examples ?? data.splits.train.pairs,
      base: model.base,
      weights: model.weights,
      dimensions: model.dimensions,
      seeds: seedsOf({ report }),
    },
  );
}

const seedsOf = ({ report }: Pick<FinishedRun, 'report'>): number => report.seeds?.seeds.length ?? 1;

/** The record that the configuration names; where it names several, it cannot be told which is meant. */
async function recordOfConfig({ root, configFile, configName }: Workspace): Promise<string> {
  await insideRoot(root, configName);
  const { baseline } = await loadConfig(configFile, configName);
  const files = baseline.flatMap(option => {
    if (option === 'record') return [RECORD_FILE];
    return typeof option === 'object' && 'record' in option ? [option.record] : [];
  });
  if (files.length < 2) return files[0] ?? RECORD_FILE;
  throw new FinetuneGateError('USAGE', `The configuration names ${files.length} records.`, {
    remedy: `Say which with --output: ${files.join(', ')}.`,
  });
}

/** As the configuration would name it. */
function shortest(output: string, directory: string, { root }: Workspace): string {
  return relative(root, resolve(directory, output)).split(sep).join('/');
}
