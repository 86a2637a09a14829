import { applyMany, constant, type Node, nodesFor, type Value } from '../graph.ts';
import { either, producer, reducesLastAxis, sameShape, uniform } from './match.ts';
import { rewrite, useCounts } from './rewrite.ts';

interface Normalization {
  readonly x: Value;
  readonly centered: Value;
  /** 1 / √(variance + ε), [..., 1] */
  readonly inverse: Value;
  readonly epsilon: number;
}

/**
 * Layer normalization as one kernel. Where a gradient needs the normalized input and the inverse deviation too, the
 * kernel gives them, and scale and shift stay beside it.
 */
export function fuseLayerNorm(outputs: readonly Value[]): Value[] {
  const uses = useCounts(outputs);
  const normalizations = new Map<Value, Normalization>();
  const inverses = new Map<Value, Normalization>();
  for (const node of nodesFor(outputs)) {
    const found = normalization(node);
    // Whoever else takes the centered input would need it computed after all.
    if (!found || uses(found.centered) !== 3) continue;
    normalizations.set(node.outputs[0]!, found);
    inverses.set(found.inverse, found);
  }
  const kernels = new Map<Normalization, readonly Value[]>();
  return rewrite(outputs, (node, _, now) => {
    const [out] = node.outputs as [Value];
    const whole = wholeLayer(node, value => (uses(value) === 1 ? normalizations.get(value) : undefined));
    if (whole && uses(whole.found.inverse) === 1)
      return kernel(now(whole.found.x), now(whole.weight), now(whole.bias), whole.found.epsilon).slice(0, 1);
    const found = normalizations.get(out) ?? inverses.get(out);
    if (!found) return undefined;
    const made = kernels.get(found) ?? normalOnly(now(found.x), found.epsilon);
    kernels.set(found, made);
    return [out === found.inverse ? made[2]! : made[0]!];
  });
}

/** (x − mean) · 1/√(mean((x − mean)²) + ε) over the last axis. */
function normalization(node: Node): Normalization | null {
  if (node.op !== 'Mul') return null;
  for (const [centered, inverse] of [node.inputs, [...node.inputs].reverse()] as [Value, Value][]) {
    const sub = producer(centered, 'Sub');
    const mean = producer(sub?.inputs[1], 'ReduceMean');
    const root = producer(producer(inverse, 'Reciprocal')?.inputs[0], 'Sqrt');
    const sum = producer(root?.inputs[0], 'Add');
    const split = sum && either(sum, value => value.size === 1 && uniform(value) !== null);
    const variance = producer(split?.[0], 'ReduceMean');
    const squared = producer(variance?.inputs[0], 'Mul');
    if (!sub || !mean || !split || !variance || !squared) continue;
    const [x] = sub.inputs as [Value];
    if (mean.inputs[0] !== x || squared.inputs.some(factor => factor !== centered)) continue;
    if (!reducesLastAxis(mean) || !reducesLastAxis(variance)) continue;
    if (!sameShape(root!.outputs[0]!, mean.outputs[0]!)) continue;
    return { x, centered, inverse, epsilon: uniform(split[1])! };
  }
  return null;
}

/** normal · weight + bias, both over the last axis. */
function wholeLayer(node: Node, of: (value: Value) => Normalization | undefined) {
  if (node.op !== 'Add') return null;
  const width = node.outputs[0]!.shape.at(-1);
  const overLast = (value: Value) => value.shape.length === 1 && value.size === width;
  const shifted = either(node, overLast);
  const scaled = producer(shifted?.[0], 'Mul');
  const parts = scaled && either(scaled, overLast);
  const found = parts && of(parts[0]);
  return found && sameShape(found.x, node.outputs[0]!)
    ? { found, weight: parts[1], bias: shifted![1] }
    : null;
}

function normalOnly(x: Value, epsilon: number): readonly Value[] {
  const width = x.shape.at(-1)!;
  const ones = constant('float32', new Float32Array(width).fill(1), [width]);
  return kernel(x, ones, constant('float32', new Float32Array(width), [width]), epsilon);
}

/** [normalized, mean, inverse deviation] */
function kernel(x: Value, weight: Value, bias: Value, epsilon: number): readonly Value[] {
  const { type } = x;
  const column = [...x.shape.slice(0, -1), 1];
  const outputs = [x.shape, column, column].map(shape => ({ type, shape }));
  const attributes = { axis: -1, epsilon: { float: epsilon } };
  return applyMany('LayerNormalization', [x, weight, bias], outputs, { attributes });
}
