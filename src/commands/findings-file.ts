import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { CostSummary } from '../report/result.ts';
import { fromExact, toExact } from './exact-json.ts';
import { findingsFault } from './findings-check.ts';
import type { SweepFindings } from './sweep-records.ts';
import { type FileSum, fileSums } from './weight-sums.ts';
import { writeWhole } from './write-whole.ts';

/** What makes a folder one of findings. */
export const FINDINGS_FILE = 'findings.json';

/** What an encoding job put through base models. */
export interface EncodedShard extends Omit<CostSummary, 'textsFound'> {
  /** `K/N`. */
  readonly shard: string;
}

/** What one job of a matrix found: its file beside the weights. */
export interface ShardFindings {
  /** `OpenSweep.digest`: what it is an answer to. */
  readonly plan: string;
  /** `K/N`. */
  readonly shard: string;
  /** As `filesDigest`: a job with other files is not taken up. */
  readonly files?: string;
  /** The encoding jobs whose embeddings it was given. */
  readonly encoded: readonly EncodedShard[];
  readonly findings: SweepFindings;
  /** Every file of its trials' weights, by the path beside the file of findings. */
  readonly weights: Readonly<Record<string, FileSum>>;
}

const VERSION = 1;

/** What is looked into first; the checksum tells what is torn, and `findingsFault` what cannot be. */
const envelope = z.strictObject({
  version: z.literal(VERSION),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  content: z.looseObject({
    plan: z.string(),
    shard: z.string(),
    encoded: z.array(z.looseObject({ shard: z.string() })),
    findings: z.looseObject({
      shared: z.looseObject({ digest: z.string() }),
      bases: z.array(z.looseObject({ base: z.string() })),
      trials: z.array(z.looseObject({ point: z.looseObject({ id: z.string() }) })),
    }),
    weights: z.looseObject({}),
  }),
});

/**
 * Writes what a job found, as the last of its files: whoever finds this one finds the weights that it names.
 *
 * @param folder holds the weights
 * @throws FinetuneGateError OUTPUT_UNWRITABLE
 */
export async function writeFindings(
  folder: string,
  found: Omit<ShardFindings, 'weights'>,
): Promise<ShardFindings> {
  const weights = await fileSums(folder, weightFolders(found.findings));
  const content = { ...found, weights };
  const text = JSON.stringify(toExact(content));
  const head = JSON.stringify({ version: VERSION, sha256: digest(text) });
  await writeWhole(join(folder, FINDINGS_FILE), `${head.slice(0, -1)},"content":${text}}\n`);
  return content;
}

const weightFolders = ({ trials }: SweepFindings) => trials.flatMap(({ weights }) => weights ?? []);

/** What a folder holds, or why that cannot be believed. */
export type ReadFindings =
  | { readonly folder: string; readonly found: ShardFindings }
  | { readonly folder: string; readonly fault: string };

/** Reads the findings of a folder; what is torn or of another form is a fault and no error. */
export async function readFindings(folder: string): Promise<ReadFindings> {
  let text: string;
  try {
    text = await readFile(join(folder, FINDINGS_FILE), 'utf8');
  } catch {
    return { folder, fault: `has no ${FINDINGS_FILE} that can be read` };
  }
  try {
    const file = JSON.parse(text);
    if (!envelope.safeParse(file).success) {
      return { folder, fault: 'was not written by this version of the program' };
    }
    // JSON that was read is written again as it was: keys keep their order.
    if (digest(JSON.stringify(file.content)) !== file.sha256) return { folder, fault: 'was altered' };
    const found = fromExact(file.content);
    const fault = findingsFault(found);
    return fault === undefined ? { folder, found: found as ShardFindings } : { folder, fault };
  } catch {
    return { folder, fault: 'is torn' };
  }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
