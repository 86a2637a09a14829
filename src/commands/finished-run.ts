import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { FinetuneGateError } from '../errors.ts';
import { SCHEMA_VERSION } from '../report/result.ts';
import { runFolder } from './run-folder.ts';

/** A report holds findings, mistakes and curves, each cut to a length; a line of pairs two texts. */
const MAX_BYTES = { report: 256 * 2 ** 20, pairs: 400 * 2 ** 20 } as const;

const ratio = z.number().min(0).max(1);
const count = z.int().min(0);

/** What is asked of `report.json`; the rest of it is left alone. */
const reportSchema = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  tool: z.object({ name: z.literal('finetune-gate'), version: z.string().min(1) }),
  command: z.enum(['check', 'train']),
  verdict: z.object({ outcome: z.enum(['pass', 'fail', 'budget', 'error']), sentence: z.string() }),
  data: z.object({
    fingerprint: z.string().min(1),
    testFingerprint: z.string().min(1),
    splits: z.object({ train: z.object({ pairs: count }) }),
    format: z.object({ examples: count }).optional(),
  }),
  model: z.object({ base: z.string().min(1), weights: z.string().min(1), dimensions: count }),
  training: z.object({ stopped: z.string().optional() }),
  candidate: z.object({ n: count, metrics: z.object({ error_rate: ratio }) }),
  seeds: z.object({ seeds: z.array(z.unknown()).min(1) }).optional(),
});

/** What is asked of a line of `pairs.jsonl`, a `PairRow`. */
const rowSchema = z.object({
  key: z.string().regex(/^[\w-]{11}$/),
  correct: z.boolean(),
  judged: z.boolean(),
});

const verdictSchema = reportSchema.pick({ schemaVersion: true, tool: true, command: true, verdict: true });

/** A training that stopped for one of these is as good as one that took all its steps. */
const ENDED: readonly (string | undefined)[] = [undefined, 'patience', 'target'];

/** A run that came to its end, and what it decided of each test pair. */
export interface FinishedRun {
  readonly report: z.infer<typeof reportSchema>;
  /** In the order of the test split; those that do not judge yet among them. */
  readonly rows: readonly z.infer<typeof rowSchema>[];
}

/**
 * Reads a run's output folder, all or nothing: the report, and the pairs that must be those that it counts; of a sweep those
 * of the trial that it chose.
 *
 * @throws FinetuneGateError RUN_UNUSABLE
 */
export async function readFinishedRun(output: string): Promise<FinishedRun> {
  const folder = await runFolder(output);
  const report = await readReport(join(folder, 'report.json'));
  const file = join(folder, 'pairs.jsonl');
  const lines = (await readText(file, MAX_BYTES.pairs)).split('\n');
  if (lines.at(-1) === '') lines.pop();
  const rows = lines.map((line, i) => parse(rowSchema, line, { file, line: i + 1 }));
  const judged = rows.filter(row => row.judged);
  const wrong = judged.filter(row => !row.correct).length;
  const { n, metrics } = report.candidate;
  const told = Math.round(metrics.error_rate * n);
  if (n === 0 || judged.length !== n || wrong !== told) {
    const found = `${wrong} of ${judged.length} judged pairs wrong`;
    throw unusable(`pairs.jsonl has ${found}, report.json ${told} of ${n}: they are of different runs.`, {
      file,
    });
  }
  return { report, rows };
}

async function readReport(file: string): Promise<FinishedRun['report']> {
  const text = await readText(file, MAX_BYTES.report);
  // What has no verdict that this version knows is no report of it; what has one says better why it cannot be used.
  const { verdict, command } = parse(verdictSchema, text, { file });
  const { outcome, sentence } = verdict;
  if (outcome === 'error' || outcome === 'budget') {
    throw unusable(`The run did not end well (${outcome}): ${sentence}`, { file });
  }
  const report = parse(reportSchema, text, { file }, `the report of a ${command} that trained`);
  if (ENDED.includes(report.training.stopped)) return report;
  throw unusable(
    'The training was stopped before its end by the budget, so it is no bar to hold others against.',
    {
      file,
    },
  );
}

async function readText(file: string, limit: number): Promise<string> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile())
    throw unusable('There is no such file: name the output folder of a run with --from.', { file });
  if (found.size > limit) throw unusable(`The file has ${found.size} bytes, too many for a run's.`, { file });
  return readFile(file, 'utf8');
}

function parse<T>(
  schema: z.ZodType<T>,
  text: string,
  place: { readonly file: string; readonly line?: number },
  what = `of this version (schemaVersion ${SCHEMA_VERSION})`,
): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // The parser's own message quotes the file.
    throw unusable('This is no JSON.', place);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const { path = [], message = '' } = parsed.error.issues[0] ?? {};
  const name = place.line === undefined ? `This is not ${what}` : 'This is no pair';
  throw unusable(`${name}: ${path.join('.').slice(0, 100)}: ${message.slice(0, 200)}.`, place);
}

export function unusable(
  message: string,
  place: { readonly file: string; readonly line?: number },
  remedy?: string,
): FinetuneGateError {
  return new FinetuneGateError('RUN_UNUSABLE', message, { place, ...(remedy !== undefined && { remedy }) });
}
