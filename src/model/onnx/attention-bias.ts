import type * as tf from '@tensorflow/tfjs-core';
import { alibiSlopes, distanceBucket, MASKED } from '../architectures/attention-bias.ts';
import type { TransformerForm } from '../architectures/form.ts';
import type { GraphBuilder, Name } from './graph-builder.ts';

export interface AttentionInputs {
  /** float32 [batch, length]: 1 for a token, 0 for padding. */
  readonly mask: Name;
  /** int64 [1]: tokens of each row, padding included. */
  readonly length: Name;
}

/**
 * What is added to attention's scores, [batch, heads or 1, length, length or 1]: a large negative number for padding,
 * and what the form says of distances.
 */
export function emitAttentionBias(
  graph: GraphBuilder,
  form: TransformerForm,
  variables: ReadonlyMap<string, tf.Variable>,
  { mask, length }: AttentionInputs,
): Name {
  const outside = graph.apply('Sub', [
    graph.number(1),
    graph.apply('Unsqueeze', [mask, graph.integers(1, 2)]),
  ]);
  const masked = graph.apply('Mul', [outside, graph.number(MASKED)]);
  if (!form.distance) return masked;
  const count = graph.apply('Squeeze', [length, graph.integers(0)]);
  const places = graph.apply('Range', [graph.integer(0), count, graph.integer(1)]);
  const rows = graph.apply('Unsqueeze', [places, graph.integers(1)]);
  const columns = graph.apply('Unsqueeze', [places, graph.integers(0)]);
  // Of the token that is attended to, from the one that attends.
  const distance = graph.apply('Sub', [columns, rows]);
  if (form.distance.kind === 'linear')
    return graph.apply('Add', [masked, linear(graph, form.heads, distance)]);
  const { table, buckets } = form.distance;
  const weight = graph.variable(table, variables.get(table)!);
  return graph.apply('Add', [masked, bucketed(graph, weight, buckets, form.limit.tokens, distance)]);
}

/** ALiBi: minus the distance times the head's slope, [heads, length, length]. */
function linear(graph: GraphBuilder, heads: number, distance: Name): Name {
  const slopes = alibiSlopes(heads).map(slope => -slope);
  const far = graph.toFloat(graph.apply('Abs', [distance]));
  return graph.apply('Mul', [far, graph.constant('alibi_slopes', 'float32', [heads, 1, 1], slopes)]);
}

/** MPNet's: the bucket of each distance up to the longest text's is a table, so that it is rounded as PyTorch does. */
function bucketed(graph: GraphBuilder, table: Name, buckets: number, longest: number, distance: Name): Name {
  const numbers = Array.from({ length: 2 * longest - 1 }, (_, i) => distanceBucket(i - longest + 1, buckets));
  const bucketOf = graph.constant('distance_buckets', 'int64', [numbers.length], numbers);
  const biasOf = graph.apply('Transpose', [graph.apply('Gather', [table, bucketOf])], { perm: [1, 0] });
  const index = graph.apply('Add', [distance, graph.integer(longest - 1)]);
  return graph.apply('Gather', [biasOf, index], { axis: 1 });
}
