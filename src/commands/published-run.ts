import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { CHECKSUMS_FILE, parseSums } from '../publish/checksums.ts';
import type { ModelToPack } from '../publish/pack.ts';
import { PROVENANCE_FILE, type Provenance } from '../publish/provenance.ts';
import { type Result, SCHEMA_VERSION } from '../report/result.ts';
import { unusable } from './finished-run.ts';
import { insideRoot } from './workspace.ts';

/** What is asked of a report whose model is published; it was written by this program. */
const reportSchema = z.looseObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  tool: z.looseObject({ name: z.literal('finetune-gate'), version: z.string() }),
  command: z.enum(['check', 'train']),
  verdict: z.looseObject({
    outcome: z.enum(['pass', 'fail', 'budget', 'error']),
    sentence: z.string(),
    rules: z.array(z.unknown()),
    budget: z.array(z.unknown()),
  }),
  data: z.looseObject({ fingerprint: z.string(), testFingerprint: z.string(), splits: z.looseObject({}) }),
  model: z.looseObject({ base: z.string(), weights: z.string() }),
  training: z.looseObject({ tune: z.string(), loss: z.string() }),
  candidate: z.looseObject({ n: z.number(), metrics: z.looseObject({ accuracy: z.number() }) }),
  times: z.record(z.string(), z.number()),
});
const headSchema = z.looseObject({ schemaVersion: z.literal(SCHEMA_VERSION), command: z.string() });

const provenanceSchema = z.looseObject({
  schemaVersion: z.literal(1),
  tool: z.looseObject({ name: z.string(), version: z.string() }),
  source: z.looseObject({
    commit: z
      .string()
      .regex(/^[0-9a-f]{40,64}$/)
      .optional(),
    dirty: z.boolean().optional(),
  }),
  runner: z.looseObject({ os: z.string(), arch: z.string(), node: z.string() }),
  modelSums: z.string(),
  run: z.looseObject({ event: z.string().optional() }).optional(),
  data: z.looseObject({ fingerprint: z.string(), testFingerprint: z.string() }).optional(),
  baseModel: z.looseObject({ weights: z.string() }).optional(),
});

/**
 * What a run's output folder has to publish: of a sweep the model that it chose, with that trial's report.
 *
 * @throws FinetuneGateError RUN_UNUSABLE
 */
export async function readPublishedRun(folder: string): Promise<ModelToPack> {
  const top = join(folder, 'report.json');
  const head = parse(headSchema, await text(top), top, 'a report of this version');
  const sweep = head.command === 'sweep';
  const report = sweep ? join(folder, 'chosen', 'report.json') : top;
  const parsed = parse(reportSchema, await text(report), report, 'the report of a run that trained a model');
  const model = await modelFolder(folder, sweep);
  const sumsFile = join(model, CHECKSUMS_FILE);
  const sums = await text(sumsFile);
  const files = parseSums(sums);
  if (!files || files.length === 0) throw unusable('This is no list of checksums.', { file: sumsFile });
  const names = new Set<string>();
  for (const { path } of files) {
    if (!isName(path) || names.has(path))
      throw unusable(`${JSON.stringify(path.slice(0, 100))} is no name of a file of the model.`, {
        file: sumsFile,
      });
    names.add(path);
    await assertNoLink(folder, join(model, path));
  }
  const provenance = await readProvenance(folder, sums);
  if (provenance && !isOf(provenance, parsed))
    throw unusable('This is the report of another run than the one that provenance.json is about.', {
      file: report,
    });
  const table = join(folder, 'results.csv');
  const beside = sweep && (await isFile(table)) ? [{ name: 'results.csv', file: table }] : [];
  if (beside.length > 0) await assertNoLink(folder, table);
  return {
    folder: model,
    files,
    result: parsed as unknown as Result,
    beside,
    ...(provenance && { provenance }),
  };
}

/** Whether both tell of the same data and base model, as far as they do. */
function isOf(
  { data, baseModel }: Pick<Provenance, 'data' | 'baseModel'>,
  report: z.infer<typeof reportSchema>,
): boolean {
  const same = (told: string | undefined, said: string) => told === undefined || told === said;
  return (
    same(data?.fingerprint, report.data.fingerprint) &&
    same(data?.testFingerprint, report.data.testFingerprint) &&
    same(baseModel?.weights, report.model.weights)
  );
}

/** A path below the folder, in the one way that it is written on every system: an archive unpacks what it is told. */
function isName(path: string): boolean {
  const parts = path.split('/');
  return !/[\\:\p{Cc}]/u.test(path) && parts.every(part => part !== '' && part !== '.' && part !== '..');
}

/** What is published is the run's, and no other file that a link of it names. */
async function assertNoLink(folder: string, file: string): Promise<void> {
  await insideRoot(folder, relative(folder, file)).catch(() => {
    throw unusable('This is a link out of the output folder.', { file });
  });
}

async function modelFolder(folder: string, sweep: boolean): Promise<string> {
  const places = [join(folder, 'model'), ...(sweep ? [join(folder, 'chosen', 'model')] : [])];
  for (const place of places) if (await isFile(join(place, CHECKSUMS_FILE))) return place;
  throw unusable('The run has no model that is whole: it has no SHA256SUMS.', { file: places[0] as string });
}

/** That of another model is none of this one. */
async function readProvenance(folder: string, sums: string): Promise<Provenance | undefined> {
  for (const file of [join(folder, PROVENANCE_FILE), join(folder, 'chosen', PROVENANCE_FILE)]) {
    if (!(await isFile(file))) continue;
    const found = parse(provenanceSchema, await text(file), file, 'a record of where a model comes from');
    if (found.modelSums === createHash('sha256').update(sums).digest('hex'))
      return found as unknown as Provenance;
    throw unusable('provenance.json is about another model than the one that is here.', { file });
  }
  return undefined;
}

async function text(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => {
    throw unusable('There is no such file: name the output folder of a run with --from.', { file });
  });
}

const isFile = async (file: string): Promise<boolean> =>
  (await stat(file).catch(() => undefined))?.isFile() === true;

function parse<T>(schema: z.ZodType<T>, content: string, file: string, what: string): T {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    throw unusable('This is no JSON.', { file });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const { path = [], message = '' } = parsed.error.issues[0] ?? {};
  throw unusable(`This is not ${what}: ${path.join('.').slice(0, 100)}: ${message.slice(0, 200)}.`, { file });
}
