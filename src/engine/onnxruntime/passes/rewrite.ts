import { applyMany, type Node, nodesFor, type Value } from '../graph.ts';

/**
 * What takes a node's place: one value for each of its outputs, or nothing when it stays.
 *
 * @param node as it was before the pass; what it was made from can be looked up through it.
 * @param inputs its inputs as they are now.
 * @param now what any value from before the pass, on which the node depends, has become.
 */
export type Visit = (
  node: Node,
  inputs: readonly (Value | null)[],
  now: (before: Value) => Value,
) => readonly Value[] | undefined;

/** The graph of `outputs` again, node by node in topological order, with what `visit` puts in place of nodes. */
export function rewrite(outputs: readonly Value[], visit: Visit): Value[] {
  const became = new Map<Value, Value>();
  const now = (before: Value) => became.get(before) ?? before;
  for (const node of nodesFor(outputs)) {
    const inputs = node.inputs.map(input => input && now(input));
    const replaced = visit(node, inputs, now) ?? withInputs(node, inputs);
    node.outputs.forEach((output, i) => {
      became.set(output, replaced[i]!);
    });
  }
  return outputs.map(now);
}

/** The outputs of the node when it takes these inputs; its own outputs when they are its own. */
export function withInputs(node: Node, inputs: readonly (Value | null)[]): readonly Value[] {
  if (inputs.every((input, i) => input === node.inputs[i])) return node.outputs;
  return applyMany(node.op, inputs, node.outputs, node);
}

/** How often each value is used, as an input of a node or as an output of the graph. */
export function useCounts(outputs: readonly Value[]): (value: Value) => number {
  const counts = new Map<Value, number>();
  const count = (value: Value | null) => value && counts.set(value, (counts.get(value) ?? 0) + 1);
  for (const node of nodesFor(outputs)) node.inputs.forEach(count);
  outputs.forEach(count);
  return value => counts.get(value) ?? 0;
}
