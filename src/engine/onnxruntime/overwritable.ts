import { util } from '@tensorflow/tfjs-core';
import type { Node, Value } from './graph.ts';

/** Operators that read element i of every operand of the output's shape before they write element i, and no other. */
const ELEMENTWISE = new Set(['Add', 'Sub', 'Mul', 'Div']);

/** Operators whose output may be their input's own memory, so that who reads it reads the input. */
const ALIASES = new Set(['Identity', 'Reshape', 'Squeeze', 'Unsqueeze', 'Flatten']);

/** Operators that fail on an index out of bounds. */
const INDEXED = /^(Gather|Scatter)/;

/**
 * Which outputs may be written into the memory of an input while the graph runs: where every reader of the input is an
 * ancestor of the node that makes the output, so that it has run before, or is that node and works element by element.
 * What may fail on the indices it is fed must have run before too: a run that fails there has written over nothing.
 *
 * @param outputs what the graph gives; an input among them is read when the rest has run.
 * @returns whether `output` may be written over `input`.
 */
export function overwritable(
  nodes: readonly Node[],
  outputs: readonly Value[],
): (input: Value, output: Value) => boolean {
  const fallible = nodes.filter(({ op }) => INDEXED.test(op));
  const readers = new Map<Value, Node[]>();
  for (const node of nodes)
    for (const input of new Set(node.inputs.map(memory))) {
      if (input && !input.node) readers.set(input, [...(readers.get(input) ?? []), node]);
    }
  const kept = new Set(outputs);
  const ancestors = new Map<Node, ReadonlySet<Node>>();
  return (input, output) => {
    const { node } = output;
    const all = readers.get(input) ?? [];
    if (!node || kept.has(input) || (all.includes(node) && !ELEMENTWISE.has(node.op))) return false;
    if (!util.arraysEqual(input.shape as number[], output.shape as number[])) return false;
    const before = ancestors.get(node) ?? ancestorsOf(node);
    ancestors.set(node, before);
    return (
      fallible.every(other => before.has(other)) && all.every(reader => reader === node || before.has(reader))
    );
  };
}

/** The value in whose memory `value` may be. */
function memory(value: Value | null): Value | null {
  let found = value;
  while (found?.node && ALIASES.has(found.node.op)) found = found.node.inputs[0]!;
  return found;
}

function ancestorsOf(node: Node): ReadonlySet<Node> {
  const found = new Set<Node>();
  const waiting = [node];
  for (let next = waiting.pop(); next; next = waiting.pop())
    for (const input of next.inputs) {
      const needed = input?.node;
      if (!needed || found.has(needed)) continue;
      found.add(needed);
      waiting.push(needed);
    }
  return found;
}
