import { apply, type Value } from '../graph.ts';
import { producer } from './match.ts';
import { rewrite, useCounts } from './rewrite.ts';

/** A sum of squares as one kernel. */
export function fuseSquareSum(outputs: readonly Value[]): Value[] {
  const uses = useCounts(outputs);
  return rewrite(outputs, (node, inputs, now) => {
    const square = node.op === 'ReduceSum' ? producer(node.inputs[0], 'Mul') : null;
    if (!square || square.inputs[0] !== square.inputs[1] || uses(node.inputs[0]!) !== 1) return undefined;
    const [out] = node.outputs as [Value];
    const { attributes } = node;
    return [
      apply('ReduceSumSquare', [now(square.inputs[0]!), inputs[1]!], out.type, out.shape, { attributes }),
    ];
  });
}
