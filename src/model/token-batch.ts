import * as tf from '@tensorflow/tfjs-core';
import type { Packing } from './packing.ts';

/** B texts of tokens packed into R rows of W, as a model takes them. */
export type TokenTensors = readonly [
  /** int32 [R, W]; what no text fills is padding. */
  ids: tf.Tensor2D,
  /** Of each token in its text, from 0; int32 [R, W], 0 for padding. */
  positions: tf.Tensor2D,
  /** Of each token, a number that only the tokens of its text share within its row; int32 [R, W], -1 for padding. */
  texts: tf.Tensor2D,
  /** Of each text, its first token among all R·W; int32 [B, 1]. */
  starts: tf.Tensor2D,
  /** Of each text, its tokens; int32 [B, 1]. */
  lengths: tf.Tensor2D,
];

export interface TokenBatchOptions {
  /** Fills up what no text fills; any valid id will do. */
  readonly padId: number;
  /** Rows of the batch; more than `packing` has are padding throughout. */
  readonly rowCount?: number;
  /** Of each text of the batch, its position in `tokens`; every text once when omitted. */
  readonly texts?: ArrayLike<number>;
  /** Texts of the batch; those beyond are without tokens. */
  readonly textCount?: number;
}

/**
 * Puts texts into tensors.
 *
 * @param tokens token ids of each text.
 * @param packing where in the rows each of `tokens` goes.
 */
export function tokenTensors(
  tokens: readonly Int32Array[],
  { rows, width }: Packing,
  { padId, rowCount = rows.length, texts, textCount }: TokenBatchOptions,
): TokenTensors {
  const size = rowCount * width;
  const ids = new Int32Array(size).fill(padId);
  const positions = new Int32Array(size);
  const owners = new Int32Array(size).fill(-1);
  const firsts = new Int32Array(tokens.length);
  rows.forEach((row, index) => {
    let at = index * width;
    row.forEach((text, owner) => {
      const own = tokens[text]!;
      firsts[text] = at;
      ids.set(own, at);
      owners.fill(owner, at, at + own.length);
      for (let i = 0; i < own.length; i++) positions[at + i] = i;
      at += own.length;
    });
  });
  const wanted = texts ? Array.from(texts) : Array.from(rows.flat());
  const count = textCount ?? wanted.length;
  const starts = new Int32Array(count);
  const lengths = new Int32Array(count);
  wanted.forEach((text, i) => {
    starts[i] = firsts[text]!;
    lengths[i] = tokens[text]!.length;
  });
  const shape: [number, number] = [rowCount, width];
  return [
    tf.tensor2d(ids, shape, 'int32'),
    tf.tensor2d(positions, shape, 'int32'),
    tf.tensor2d(owners, shape, 'int32'),
    tf.tensor2d(starts, [count, 1], 'int32'),
    tf.tensor2d(lengths, [count, 1], 'int32'),
  ];
}
