// A child process of `npm run bench -- sweep`: the sweep of a folder as a loop over trials that keeps no embedding.
import { join } from 'node:path';
import { Scorer } from '../../src/commands/scorer.ts';
import { openSweep } from '../../src/commands/sweep-open.ts';
import { trainOf } from '../../src/commands/sweep-trial.ts';
import { TextIndex } from '../../src/commands/text-index.ts';
import type { Features } from '../../src/commands/trial-features.ts';
import { loadData } from '../../src/data/load.ts';
import type { LoadedData } from '../../src/data/pair.ts';
import { subset } from '../../src/data/subset.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { openEngine } from '../../src/engine/select.ts';
import type { EvaluateOptions } from '../../src/evaluation/options.ts';
import type { EmbeddingModel } from '../../src/model/embedding-model.ts';
import { encodeTexts } from '../../src/model/encode.ts';
import { loadModel } from '../../src/model/load.ts';
import { withHead } from '../../src/model/with-head.ts';
import type { SweepPoint } from '../../src/sweep/point.ts';
import { restore, snapshot } from '../../src/training/checkpoint.ts';
import { fit } from '../../src/training/fit.ts';
import type { TrainOptions } from '../../src/training/options.ts';

export interface NaiveOutcome {
  readonly seconds: number;
  /** Texts that went through base models. */
  readonly texts: number;
  /** Error rate on test by the point's id. */
  readonly errors: Readonly<Record<string, number>>;
}

/** @param root a folder with `sweep.yml`, whose points are heads over base models in folders */
export async function naiveSweepWork(root: string): Promise<void> {
  const started = performance.now();
  const { points, config } = await openSweep({
    command: 'train',
    directory: root,
    config: 'sweep.yml',
    engine: 'auto',
    provider: 'auto',
    requireGpu: false,
    output: 'naive',
    signal: new AbortController().signal,
    log: () => {},
    progress: () => {},
  });
  const { examples: _, ...all } = config.data;
  const data = await loadData(all, root, { seed: config.train.seed });
  const engine = await openEngine({ engine: 'auto', provider: 'auto', requireGpu: false }, () => {});
  const errors: Record<string, number> = {};
  let texts = 0;
  for (const point of points) {
    const model = await loadModel(join(root, point.base), { seed: 0 });
    const trial = new NaiveTrial(engine, model, data, point);
    errors[point.id] = await trial.run(trainOf(config.train, point), config.evaluate);
    texts += trial.texts;
    model.dispose();
  }
  engine.dispose();
  const seconds = (performance.now() - started) / 1000;
  console.log(JSON.stringify({ seconds, texts, errors } satisfies NaiveOutcome));
}

/** Encodes its training texts in every epoch, and what it is scored on once. */
class NaiveTrial {
  readonly #engine: Engine;
  readonly #model: EmbeddingModel;
  readonly #point: SweepPoint;
  readonly #index: TextIndex;
  readonly #features: Features;
  texts = 0;

  constructor(engine: Engine, model: EmbeddingModel, { splits }: LoadedData, point: SweepPoint) {
    const { examples = splits.train.examples, seed } = point;
    this.#engine = engine;
    this.#model = model;
    this.#point = point;
    this.#index = new TextIndex({ ...splits, train: subset(splits.train, examples, seed) });
    const { size } = this.#index;
    const { baseDimensions: dimensions } = model;
    const row = Int32Array.from({ length: size }, (_, text) => text);
    this.#features = { matrix: new Float32Array(size * dimensions), dimensions, row };
  }

  async run(train: TrainOptions, evaluate: EvaluateOptions): Promise<number> {
    const model = withHead(this.#model, this.#point.dimensions!, train.seed);
    const scorer = new Scorer({ train, evaluate }, this.#index, this.#engine, model, this.#features);
    const { signal } = new AbortController();
    await this.#encode(this.#index.textsOf(['validation', 'test']));
    const trained = this.#index.textsOf(['train']);
    await this.#encode(trained);
    const { matrix: features, dimensions } = this.#features;
    const inputs = { kind: 'features', features, dimensions } as const;
    const examples = this.#index.examples;
    let best = { accuracy: -1, weights: snapshot(model, train.tune) };
    const events = fit({ engine: this.#engine, model, options: train, examples, inputs });
    for await (const { epochEnd, epoch } of events) {
      if (!epochEnd) continue;
      const accuracy = await scorer.validationAccuracy(signal);
      if (accuracy > best.accuracy) best = { accuracy, weights: snapshot(model, train.tune) };
      if (epoch < train.epochs) await this.#encode(trained);
    }
    restore(model, best.weights);
    const { test } = await scorer.judged('candidate', signal);
    model.dispose();
    return test.metrics.error_rate;
  }

  async #encode(texts: readonly number[]): Promise<void> {
    const strings = texts.map(text => this.#index.text(text));
    const { embeddings, dimensions } = await encodeTexts(this.#model, this.#engine, strings, {
      stage: 'base',
    });
    texts.forEach((text, i) => {
      this.#features.matrix.set(embeddings.subarray(i * dimensions, (i + 1) * dimensions), text * dimensions);
    });
    this.texts += texts.length;
  }
}
