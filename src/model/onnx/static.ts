import type * as tf from '@tensorflow/tfjs-core';
import { readVariables } from '../read-variables.ts';
import { wholeTable } from '../save-static.ts';
import type { GraphBuilder, Name } from './graph-builder.ts';

export interface StaticParts {
  /** The table alone. */
  readonly variables: ReadonlyMap<string, tf.Variable>;
  /** `weights` and `mapping`, as far as the model has them. */
  readonly frozen: ReadonlyMap<string, tf.Variable>;
  /** Id of the unknown words that are left out. */
  readonly droppedId: number | undefined;
}

export interface StaticOutputs {
  /** float32 [batch, length, dimensions]. */
  readonly tokens: Name;
  /** float32 [batch, length]: 1 for a token that counts in the mean. */
  readonly mask: Name;
}

/** Rows of the table with a row for each word that is saved, too. */
export function emitStatic(
  graph: GraphBuilder,
  { variables, frozen, droppedId }: StaticParts,
  { ids, mask }: { readonly ids: Name; readonly mask: Name },
): StaticOutputs {
  const [[name, table]] = [...variables] as [[string, tf.Variable]];
  const [rows, width] = table.shape as [number, number];
  const words = frozen.get('mapping')?.size ?? rows;
  const read = async () => {
    const whole = wholeTable(await readVariables(variables), await readVariables(frozen), droppedId);
    return whole.get(name)!.values;
  };
  const whole = {
    name,
    type: 'float32',
    shape: [words, width],
    byteLength: 4 * words * width,
    read,
  } as const;
  const tokens = graph.apply('Gather', [graph.tensor(whole), ids]);
  if (droppedId === undefined) return { tokens, mask };
  const dropped = graph.apply('Equal', [ids, graph.integer(droppedId)]);
  const known = graph.toFloat(graph.apply('Not', [dropped]));
  return { tokens, mask: graph.apply('Mul', [mask, known]) };
}
