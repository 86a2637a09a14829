import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readForm } from '../src/model/architectures/read-form.ts';
import { transformerShapes } from '../src/model/architectures/transformer-weights.ts';
import { writeSafetensors } from '../src/model/safetensors.ts';
import { randomTensors } from './work/random-model.ts';

/** A temporary folder with Quora's pairs, base models and configurations, in which the built program runs. */
export class JobFolder {
  readonly #root: string;
  readonly #shared: string;
  readonly path = mkdtempSync(join(tmpdir(), 'finetune-gate-bench-'));

  constructor(root: string, shared: string) {
    this.#root = root;
    this.#shared = shared;
    cpSync(join(shared, 'data/qqp'), join(this.path, 'data'), { recursive: true });
    cpSync(join(shared, 'models/glove-50d-10k'), join(this.path, 'glove'), { recursive: true });
    cpSync(join(root, 'fixtures/models/tiny'), join(this.path, 'fixture'), { recursive: true });
  }

  /** A model of a published one's shape, with its tokenizer and random weights: no transformer's own are at hand. */
  async addRandom(name: string): Promise<void> {
    const folder = join(this.path, 'random');
    cpSync(join(this.#shared, 'models', name), folder, { recursive: true });
    const file = join(folder, 'config.json');
    const form = readForm(JSON.parse(readFileSync(file, 'utf8')), { file });
    await writeSafetensors(join(folder, 'model.safetensors'), randomTensors(transformerShapes(form)));
  }

  /** Keeps the first `rows` of a split's file. */
  cut(split: string, rows: number): void {
    const lines = this.read(`data/${split}.tsv`)
      .split('\n')
      .slice(0, rows + 1);
    this.write(`data/${split}.tsv`, `${lines.join('\n')}\n`);
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.path, name), text);
  }

  read(name: string): string {
    return readFileSync(join(this.path, name), 'utf8');
  }

  /** Runs the built command line and gives its wall time. Throws when it ends by anything but a verdict. */
  run(...args: string[]): number {
    const { status, stderr, seconds } = this.end(...args);
    if (status !== 0 && status !== 1) throw new Error(`${args.join(' ')} ended by ${status}:\n${stderr}`);
    return seconds;
  }

  /** The same, however it ends. */
  end(...args: string[]): {
    readonly status: number | null;
    readonly stderr: string;
    readonly seconds: number;
  } {
    const start = performance.now();
    const { status, stderr } = spawnSync(process.execPath, [join(this.#root, 'dist/cli.js'), ...args], {
      cwd: this.path,
      encoding: 'utf8',
    });
    return { status, stderr, seconds: (performance.now() - start) / 1000 };
  }

  /** Different texts of the data's files. */
  uniqueTexts(...splits: string[]): number {
    const texts = splits.flatMap(split =>
      this.read(`data/${split}.tsv`)
        .split('\n')
        .slice(1)
        .filter(line => line !== '')
        .flatMap(line => line.split('\t').slice(0, 2)),
    );
    return new Set(texts).size;
  }

  dispose(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
