import { Groups } from '../data/groups.ts';
import type { SplitName } from '../data/pair.ts';
import { SPLIT_NAMES } from '../data/split-names.ts';
import { readSplits } from '../data/splits.ts';
import { pairsAbove } from '../model/pairs-above.ts';
import { Vectors } from '../model/vectors.ts';
import type { DedupeReport, DuplicateGroup, GroupedText } from './dedupe-report.ts';
import { embedTexts } from './embed-texts.ts';
import type { Emit } from './job.ts';
import { withModel } from './local-model.ts';
import { TextIndex } from './text-index.ts';
import type { DedupeJob } from './text-jobs.ts';

/** Places of a text that are listed; the text itself says the rest. */
const PLACES = 20;

/** Groups the texts of the data that are near each other by the model's embeddings: connected components. */
export async function dedupeTexts(job: DedupeJob, emit: Emit, signal: AbortSignal): Promise<DedupeReport> {
  const { splits } = await readSplits(job.data, job.root, { signal });
  const index = new TextIndex(splits);
  const { threshold } = job;
  const groups = new Groups(index.size);
  const highest = new Map<number, number>();
  const pairs = await withModel(job, emit, async (engine, model) => {
    const { embeddings } = await embedTexts(model, engine, index.texts, job, { emit, signal });
    const { total } = await pairsAbove(engine, new Vectors(embeddings, model.baseDimensions), threshold, {
      limit: 0,
      signal,
      onProgress: (done, all) => emit({ type: 'progress', phase: 'search', done, total: all }),
      visit(a, b, score) {
        groups.join(a, b);
        for (const text of [a, b]) highest.set(text, Math.max(score, highest.get(text) ?? -1));
      },
    });
    return total;
  });

  const places: (GroupedText['places'][number][] | undefined)[] = [];
  for (const split of SPLIT_NAMES) {
    const { first, second } = index.pairs(split);
    for (let pair = 0; pair < first.length; pair++) {
      for (const text of new Set([first[pair]!, second[pair]!])) {
        if (!highest.has(text)) continue;
        places[text] ??= [];
        places[text].push({ split, ...splits[split].place(pair) });
      }
    }
  }
  const found = groups.joined().map((texts): DuplicateGroup => {
    const all = texts.map(text => ({ text: index.text(text), places: places[text] ?? [] }));
    const inSplits = new Set(all.flatMap(text => text.places.map(({ split }) => split)));
    return {
      splits: SPLIT_NAMES.filter(split => inSplits.has(split)),
      similarity: texts.reduce((most, text) => Math.max(most, highest.get(text) ?? -1), -1),
      texts: all.map(text => ({ ...text, places: text.places.slice(0, PLACES) })),
    };
  });
  const sorted = found.sort((a, b) => Number(leaks(b)) - Number(leaks(a)) || b.texts.length - a.texts.length);
  const leaking = sorted.filter(leaks).length;
  return { kind: 'dedupe', threshold, texts: index.size, pairs, groups: sorted, leaking };
}

const JUDGING: readonly SplitName[] = ['validation', 'test'];

function leaks({ splits }: DuplicateGroup): boolean {
  return splits.includes('train') && splits.some(split => JUDGING.includes(split));
}
