// What was trained on.
import { z } from 'zod';
import type { DataChange, Finding } from '../../src/data/pair.ts';
import type { DataSummary, NearDuplicateSummary } from '../../src/report/result.ts';
import { hash, of, real, text, whole } from './parts.ts';

const SPLITS = ['train', 'validation', 'test'] as const;
const split = z.enum(SPLITS);
const place = { file: text, line: whole };
const readable = z.object({ ...place, first: text, second: text });
const near = z.object({ trainPairs: whole, pairs: whole, texts: whole });

const nearDuplicates = of<NearDuplicateSummary>()(
  z.object({
    threshold: real,
    test: near.optional(),
    validation: near.optional(),
    tooMany: z.literal(true).optional(),
    examples: z.array(z.object({ split, train: readable, other: readable, similarity: real })),
    dropped: z
      .object({
        total: whole,
        because: z.record(split, whole),
        pairs: z.array(z.object({ ...place, because: split, near: z.object(place) })),
      })
      .optional(),
  }),
);

const finding = of<Finding>()(
  z.object({
    kind: z.enum(['conflict', 'duplicate', 'leakage', 'encoding']),
    split,
    ...place,
    message: text,
  }),
);

const changed = { added: whole, removed: whole, relabelled: whole };
const change = of<DataChange>()(z.object({ ...changed, bySplit: z.record(split, z.object(changed)) }));

export const data = of<DataSummary>()(
  z.object({
    fingerprint: hash,
    testFingerprint: hash,
    splits: z.record(split, z.object({ pairs: whole, positives: whole })),
    format: z
      .object({ name: z.enum(['pair', 'scored-pair', 'positive-pair', 'triplet']), examples: whole })
      .optional(),
    files: z.array(text),
    findingCounts: z.record(text, whole),
    findings: z.array(finding),
    nearDuplicates: nearDuplicates.optional(),
    change: change.optional(),
    changeNote: text.optional(),
  }),
);
