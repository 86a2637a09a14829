import { apply, type Node, scalar, type Value } from '../graph.ts';
import { either, isScalar, producer, sameShape } from './match.ts';
import { rewrite, useCounts } from './rewrite.ts';

/**
 * Multiplications of a tensor by numbers gathered into one, since each is a pass over the whole tensor: the clipping,
 * decay and rate of an optimizer's update are such numbers.
 */
export function gatherScalars(outputs: readonly Value[]): Value[] {
  const uses = useCounts(outputs);
  return rewrite(outputs, (node, _, now) => {
    if (node.outputs[0]!.type !== 'float32') return undefined;
    const value =
      node.op === 'Mul'
        ? (scaledTwice(node, uses, now) ?? scaledSum(node, uses, now))
        : node.op === 'Sub'
          ? decayed(node, uses, now)
          : null;
    return value ? [value] : undefined;
  });
}

type Uses = (value: Value) => number;
type Now = (before: Value) => Value;

/** A product of a tensor and a number, as [tensor, number]. */
function scaling(value: Value | null | undefined): readonly [Value, Value] | null {
  const node = producer(value, 'Mul');
  const found = node && either(node, isScalar);
  return found && !isScalar(found[0]) && sameShape(found[0], node.outputs[0]!) ? found : null;
}

function times(a: Value, b: Value): Value {
  return apply('Mul', [a, b], 'float32', a.shape.length >= b.shape.length ? a.shape : b.shape);
}

/** (x · s) · t = x · (s · t) */
function scaledTwice(node: Node, uses: Uses, now: Now): Value | null {
  const outer = scaling(node.outputs[0]);
  const inner = outer && scaling(now(outer[0]));
  if (!inner || uses(outer[0]) !== 1) return null;
  const [x, s] = inner;
  return apply('Mul', [x, times(s, now(outer[1]))], 'float32', node.outputs[0]!.shape);
}

/** (x · s + y · t) · u = x · (s · u) + y · (t · u) */
function scaledSum(node: Node, uses: Uses, now: Now): Value | null {
  const outer = scaling(node.outputs[0]);
  const sum = outer && producer(now(outer[0]), 'Add');
  if (!sum || uses(outer[0]) !== 1) return null;
  const [x, y] = sum.inputs.map(scaling);
  if (!x || !y || !sameShape(x[0], sum.outputs[0]!) || !sameShape(y[0], sum.outputs[0]!)) return null;
  const u = now(outer[1]);
  const { shape } = node.outputs[0]!;
  const [left, right] = [x, y].map(([tensor, number]) =>
    apply('Mul', [tensor, times(number, u)], 'float32', shape),
  ) as [Value, Value];
  return apply('Add', [left, right], 'float32', shape);
}

/** p − (x + p · s) = p · (1 − s) − x */
function decayed(node: Node, uses: Uses, now: Now): Value | null {
  const [p, sum] = node.inputs as [Value, Value];
  const parts = producer(now(sum), 'Add');
  if (!parts || uses(sum) !== 1) return null;
  const found = either(parts, part => scaling(part)?.[0] === now(p));
  if (!found) return null;
  const [x, pulled] = found;
  const [, s] = scaling(pulled)!;
  const kept = apply('Mul', [now(p), apply('Sub', [scalar(1), s], 'float32', s.shape)], 'float32', p.shape);
  return apply('Sub', [kept, x], 'float32', node.outputs[0]!.shape);
}
