import * as tf from '@tensorflow/tfjs-core';
import { batchTensors, embed } from './batch.ts';
import { embeddingGradients } from './embedding-gradients.ts';
import type { Batch } from './inputs.ts';
import { type Learner, type NumberTensors, type TakeStep, update } from './step.ts';

export interface Accumulation {
  /** The step that the whole batch would take, in parts of `rows` examples. */
  readonly step: TakeStep;
  /** Frees the accumulators. */
  dispose(): void;
}

/**
 * Gradient caching (L. Gao, Y. Zhang, J. Han and J. Callan, "Scaling Deep Contrastive Learning Batch Size under Memory
 * Limited Setup", 2021). A loss may look at the batch as a whole, as one that picks the hard pairs does, so losses of
 * parts do not add up to it. But all it looks at is embeddings, which are small, however large a part's activations:
 *
 * 1. embed each part, and keep nothing for its gradient;
 * 2. the loss of all embeddings, and its gradient with respect to them;
 * 3. each part forward once more, and backward from its embeddings' gradient into accumulators;
 * 4. the optimizer's update from the accumulators.
 */
export function accumulation(learner: Learner): Accumulation {
  const { engine, model, variables, loss } = learner;
  const accumulators = variables.map(({ shape }) => tf.tidy(() => tf.variable(tf.zeros([...shape]), false)));
  const embedPart = engine.compile((...texts: readonly tf.Tensor[]) => embed(model, learner.inputs, texts));
  const gradientsOf = embeddingGradients(engine, loss);
  const accumulate = engine.compile((...given: readonly tf.Tensor[]) => {
    const [keep, slope, ...texts] = given as [tf.Scalar, tf.Tensor, ...tf.Tensor[]];
    const { value, grads } = tf.variableGrads(
      () => tf.sum(tf.mul(embed(model, learner.inputs, texts), slope)) as tf.Scalar,
      variables,
    );
    for (const [i, variable] of variables.entries()) {
      const kept = tf.mul(accumulators[i]!, keep);
      const gradient = grads[variable.name];
      accumulators[i]!.assign(gradient ? tf.add(kept, gradient) : kept);
    }
    return value;
  });
  const apply = engine.compile((...[value, ...numbers]: readonly [tf.Tensor, ...NumberTensors]) =>
    update(learner, value, accumulators, numbers),
  );

  return {
    async step(batch, rows, numbers) {
      const held: tf.Tensor[] = [];
      const hold = <T extends tf.Tensor[]>(...tensors: T): T => {
        held.push(...tensors);
        return tensors;
      };
      try {
        const parts = [];
        for (const part of partsOf(batch, rows)) {
          const { texts, labels, weights } = batchTensors(part, rows, learner.inputs, model.tokenizer.padId);
          hold(labels, weights, ...texts);
          const [embeddings] = hold(await embedPart(...texts));
          parts.push({ texts, labels, weights, embeddings });
        }
        const [value, ...slopes] = hold(...(await gradientsOf(parts)));
        for (const [i, { texts }] of parts.entries()) {
          // The first part overwrites what is there, also what a step that failed half-way left behind.
          const [keep] = hold(tf.scalar(i === 0 ? 0 : 1));
          hold(await accumulate(keep, slopes[i]!, ...texts));
        }
        return await apply(value, ...numbers);
      } finally {
        tf.dispose(held);
      }
    },
    dispose() {
      tf.dispose(accumulators);
    },
  };
}

function partsOf({ texts, labels }: Batch, rows: number): Batch[] {
  const count = Math.ceil(labels.length / rows);
  return Array.from({ length: count }, (_, part) => {
    const own = (list: ArrayLike<number>) => Array.from(list).slice(part * rows, (part + 1) * rows);
    return { texts: texts.map(own), labels: own(labels) };
  });
}
