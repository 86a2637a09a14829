// `npm run bench -- tokenize [--shared FOLDER] [--rounds N]`: texts a second, on one thread.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer } from '../src/model/tokenizer.ts';
import { machine } from './machine.ts';
import type { BenchOptions } from './options.ts';
import { median } from './statistics.ts';

const TOKENIZERS = ['all-MiniLM-L6-v2', 'all-mpnet-base-v2', 'jina-embeddings-v2-base-en', 'glove-50d-10k'];
const MAX_LENGTH = 512;

/** All texts of Quora Question Pairs, each as often as it stands there, by each tokenizer; the first pass counts too. */
export async function benchTokenize({ shared, rounds }: BenchOptions): Promise<void> {
  const texts = ['train', 'validation', 'test'].flatMap(split => readTexts(join(shared, 'data/qqp'), split));
  const taken = new Map(TOKENIZERS.map(name => [name, { wall: [] as number[], cpu: [] as number[] }]));
  for (let round = 0; round < rounds; round++) {
    for (const name of TOKENIZERS) {
      const tokenizer = await Tokenizer.load(join(shared, 'models', name));
      const [start, before] = [performance.now(), process.cpuUsage()];
      for (const text of texts) tokenizer.encode(text, MAX_LENGTH);
      const { user, system } = process.cpuUsage(before);
      taken.get(name)?.wall.push((performance.now() - start) / 1e3);
      taken.get(name)?.cpu.push((user + system) / 1e6);
    }
  }
  const rates = (clock: 'wall' | 'cpu') =>
    Object.fromEntries(
      [...taken].map(([name, seconds]) => [name, Math.round(texts.length / median(seconds[clock]))]),
    );
  console.log(
    JSON.stringify({
      bench: 'tokenize',
      texts: texts.length,
      rounds,
      texts_per_second: rates('wall'),
      texts_per_cpu_second: rates('cpu'),
      ...machine(),
    }),
  );
}

function readTexts(folder: string, split: string): string[] {
  const lines = readFileSync(join(folder, `${split}.tsv`), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.slice(1).flatMap(line => line.split('\t').slice(0, 2));
}
