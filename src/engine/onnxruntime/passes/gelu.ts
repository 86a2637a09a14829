import { apply, MICROSOFT, type Node, type Value } from '../graph.ts';
import { either, producer, sameShape, uniform } from './match.ts';
import { rewrite, useCounts } from './rewrite.ts';

/** x/2 · (1 + erf(x/√2)) as one kernel, where no gradient needs its parts. */
export function fuseGelu(outputs: readonly Value[]): Value[] {
  const uses = useCounts(outputs);
  return rewrite(outputs, (node, _, now) => {
    const x = geluInput(node, uses);
    if (!x) return undefined;
    return [apply('Gelu', [now(x)], 'float32', x.shape, { domain: MICROSOFT })];
  });
}

function geluInput(node: Node, uses: (value: Value) => number): Value | null {
  if (node.op !== 'Mul') return null;
  const halved = either(node, value => scaledBy(value, 0.5) !== null);
  const sum = producer(halved?.[0], 'Add');
  const plusOne = sum && either(sum, value => uniform(value) === 1);
  const erf = producer(plusOne?.[0], 'Erf');
  const x = halved && scaledBy(halved[1], 0.5);
  if (!x || !erf || scaledBy(erf.inputs[0], Math.SQRT1_2) !== x) return null;
  if (!sameShape(x, node.outputs[0]!)) return null;
  const inner = [sum!.outputs[0]!, erf.outputs[0]!];
  return inner.every(value => uses(value) === 1) ? x : null;
}

/** x, when the value is x times that number. */
function scaledBy(value: Value | null | undefined, number: number): Value | null {
  const node = producer(value, 'Mul');
  const found = node && either(node, factor => uniform(factor) === Math.fround(number));
  return found ? found[0] : null;
}
