import type { ExampleFormat } from '../data/pair.ts';
import { plural } from './format.ts';
import type { DataSummary } from './result.ts';

const NOUNS: Readonly<Record<ExampleFormat, string>> = {
  pair: 'labelled text pair',
  'scored-pair': 'scored text pair',
  'positive-pair': 'positive text pair',
  triplet: 'triplet',
};

/** What train has, in its own format: `4,000 labelled text pairs`, `300 triplets`. */
export function trainExamples({ format, splits }: Pick<DataSummary, 'format' | 'splits'>): string {
  return plural(format?.examples ?? splits.train.pairs, NOUNS[format?.name ?? 'pair']);
}
