import { createHash } from 'node:crypto';
import { copyFile, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FinetuneGateError } from '../errors.ts';
import { digestOf } from '../model/sources/digest.ts';
import { toJson } from '../report/json.ts';
import type { Result } from '../report/result.ts';
import { type ArchiveFile, writeArchive } from './archive.ts';
import { modelCard } from './card.ts';
import { CHECKSUMS_FILE, sumLine } from './checksums.ts';
import { PROVENANCE_FILE, type Provenance, publishedProvenance, reportedProvenance } from './provenance.ts';

export const ARCHIVE_FILE = 'model.tar.gz';
export const CARD_FILE = 'MODEL_CARD.md';
const REPORT_FILE = 'report.json';
/** The archive's one folder. */
const TOP = 'model';
/** GitHub takes files under 2 GiB. */
export const PART_BYTES = 2 ** 31 - 2 ** 20;
const MOST_PARTS = 999;

/** A file of the model's folder, with the SHA-256 that its checksums say. */
export interface ModelFile {
  /** Relative to the folder, with forward slashes. */
  readonly path: string;
  readonly sha256: string;
}

/** What is packed. */
export interface ModelToPack {
  readonly folder: string;
  /** As its SHA256SUMS lists them. */
  readonly files: readonly ModelFile[];
  readonly result: Result;
  /** Absent for a model that was trained without a record of where. */
  readonly provenance?: Provenance;
  /** Further files of the run, e.g. a sweep's table. */
  readonly beside: readonly { readonly name: string; readonly file: string }[];
}

/** What is uploaded: a file, or a range of one. */
export interface Asset {
  readonly name: string;
  readonly file: string;
  readonly start: number;
  readonly size: number;
  readonly sha256: string;
}

export interface Packed {
  /** In the order of uploading: the checksums last, so that a release that has them is whole. */
  readonly assets: readonly Asset[];
  /** The archive as a whole, also where it goes up in parts. */
  readonly archive: Pick<Asset, 'name' | 'size' | 'sha256'>;
  /** The model's files as the archive has them, by name: card and checksums are made for it. */
  readonly model: readonly ArchiveFile[];
}

/**
 * Packs a model into a folder: `model.tar.gz`, its card, the report, where it comes from, and `SHA256SUMS` over them.
 * The same model and report give the same bytes.
 *
 * @param partBytes a longer archive goes up in parts of this many bytes; they are ranges of the file that is here
 * @throws FinetuneGateError RUN_UNUSABLE for a file that is not what the checksums say, OUTPUT_UNWRITABLE, INTERRUPTED
 */
export async function packModel(
  model: ModelToPack,
  into: string,
  { partBytes = PART_BYTES, signal }: { readonly partBytes?: number; readonly signal: AbortSignal },
): Promise<Packed> {
  const { result, provenance } = model;
  await assertWhole(model, signal);
  const card = modelCard(result, provenance ?? {});
  const files = archiveFiles(model, card);
  await writing(into, () => mkdir(into, { recursive: true }));
  const packed = await writeArchive(
    join(into, ARCHIVE_FILE),
    files.map(file => ({ ...file, path: `${TOP}/${file.path}` })),
    partBytes,
    signal,
  );
  const archive = { name: ARCHIVE_FILE, size: packed.size, sha256: packed.sha256 };
  if (packed.parts.length > MOST_PARTS) throw tooMany(packed.parts.length);
  const parts =
    packed.parts.length === 1
      ? []
      : packed.parts.map((range, i) => ({
          name: partName(i + 1),
          file: join(into, ARCHIVE_FILE),
          ...range,
        }));
  const whole = parts.length > 0 ? parts : [{ ...archive, file: join(into, ARCHIVE_FILE), start: 0 }];
  const card_ = await textAsset(into, CARD_FILE, card);
  const report = await textAsset(into, REPORT_FILE, toJson(result));
  const beside = await Promise.all(model.beside.map(({ name, file }) => copied(into, name, file)));
  const described = [...whole, card_, report, ...beside];
  const subjects = [...(parts.length > 0 ? [archive] : []), ...described].map(subjectOf);
  const told = publishedProvenance(provenance ?? reportedProvenance(result), result, subjects);
  const source = await textAsset(into, PROVENANCE_FILE, told);
  const sums = [...subjects, source].map(({ name, sha256 }) => sumLine(sha256, name)).join('');
  const checksums = await textAsset(into, CHECKSUMS_FILE, sums);
  return { assets: [...described, source, checksums], archive, model: files };
}

export const partName = (number: number): string => `${ARCHIVE_FILE}.part-${String(number).padStart(3, '0')}`;

/** The model's own files, with a card that says more than training knew, and the checksums over both. */
function archiveFiles({ folder, files }: ModelToPack, card: string): ArchiveFile[] {
  const sumOf = (text: string): string => createHash('sha256').update(text).digest('hex');
  const kept = files.filter(({ path }) => path !== 'README.md' && path !== CHECKSUMS_FILE);
  const lines = [...kept, { path: 'README.md', sha256: sumOf(card) }]
    .sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
    .map(({ path, sha256 }) => sumLine(sha256, path));
  return [
    ...kept.map(({ path }) => ({ path, file: join(folder, path) })),
    { path: 'README.md', text: card },
    { path: CHECKSUMS_FILE, text: lines.join('') },
  ];
}

/** What came through an artifact or a copy may be torn. */
async function assertWhole({ folder, files }: ModelToPack, signal: AbortSignal): Promise<void> {
  for (const { path, sha256 } of files) {
    if (signal.aborted) throw new FinetuneGateError('INTERRUPTED', 'The run was cancelled.');
    const found = await digestOf(join(folder, path), 'sha256').catch(() => undefined);
    if (found === sha256) continue;
    const problem = found === undefined ? 'cannot be read' : 'is not the file that was written';
    throw new FinetuneGateError('RUN_UNUSABLE', `${path} of the model ${problem}.`, {
      place: { file: join(folder, path) },
      remedy: 'Take the model from its run again, or train again.',
    });
  }
}

const subjectOf = ({ name, size, sha256 }: Pick<Asset, 'name' | 'size' | 'sha256'>) => ({
  name,
  size,
  sha256,
});

async function textAsset(into: string, name: string, text: string): Promise<Asset> {
  const file = join(into, name);
  await placed(file, temporary => writeFile(temporary, text));
  const bytes = Buffer.from(text);
  return {
    name,
    file,
    start: 0,
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

async function copied(into: string, name: string, from: string): Promise<Asset> {
  const file = join(into, name);
  await placed(file, temporary => copyFile(from, temporary));
  return { name, file, start: 0, size: (await stat(file)).size, sha256: await digestOf(file, 'sha256') };
}

/** Written under another name until it is whole. */
async function placed(file: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  await writing(file, async () => {
    try {
      await write(temporary);
      await rename(temporary, file);
    } finally {
      await rm(temporary, { force: true });
    }
  });
}

async function writing<T>(path: string, work: () => Promise<T>): Promise<T> {
  return work().catch(cause => {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new FinetuneGateError('OUTPUT_UNWRITABLE', `Cannot write ${path}: ${said}`, { cause });
  });
}

function tooMany(parts: number): FinetuneGateError {
  return new FinetuneGateError(
    'RELEASE_FAILED',
    `The model would go up in ${parts} parts; at most ${MOST_PARTS} are.`,
    {
      remedy: 'Publish it to the Hugging Face hub (--hub).',
    },
  );
}
