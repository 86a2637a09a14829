import { apply, constant, type Node, scalar, type Value } from '../graph.ts';
import { reshape } from '../kernel.ts';
import { isScalar, producer, sameShape, uniform } from './match.ts';
import { rewrite } from './rewrite.ts';

type Rule = (node: Node, inputs: readonly Value[]) => Value | null;

/** Arithmetic that can be done before the graph runs, or not at all. */
export function simplify(outputs: readonly Value[]): Value[] {
  return rewrite(outputs, (node, inputs) => {
    if (node.outputs.length !== 1 || inputs.includes(null)) return undefined;
    for (const rule of RULES) {
      const value = rule(node, inputs as readonly Value[]);
      if (value) return [value];
    }
    return undefined;
  });
}

const UNARY: Readonly<Record<string, (x: number) => number>> = {
  Neg: x => -x,
  Sqrt: Math.sqrt,
  Reciprocal: x => 1 / x,
};

const BINARY: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  Max: Math.max,
  Min: Math.min,
};

/** A number computed from numbers. Only floats: integers wrap around and are cut off. */
const foldNumbers: Rule = ({ op, outputs: [out] }, inputs) => {
  if (out!.type !== 'float32' || out!.size !== 1 || inputs.some(input => !input.constant)) return null;
  const [a, b] = inputs.map(input => Number(input.constant![0])) as [number, number];
  const number = inputs.length === 1 ? UNARY[op]?.(a) : BINARY[op]?.(a, b);
  return number === undefined ? null : constant('float32', Float32Array.of(number), out!.shape);
};

const foldReshape: Rule = ({ op, outputs: [out] }, [x]) => {
  if (op !== 'Reshape') return null;
  if (x!.constant) return constant(x!.type, x!.constant, out!.shape);
  const inner = producer(x, 'Reshape');
  if (inner) return reshape(inner.inputs[0]!, out!.shape);
  return sameShape(x!, out!) ? x! : null;
};

/** Two transpositions as one, none where nothing moves, a reshape where only axes of one element do. */
const foldTranspose: Rule = ({ op, attributes, outputs: [out] }, [x]) => {
  if (op !== 'Transpose') return null;
  const inner = producer(x, 'Transpose');
  const from = inner ? inner.inputs[0]! : x!;
  const first = inner?.attributes.perm as readonly number[] | undefined;
  const perm = (attributes.perm as readonly number[]).map(axis => first?.[axis] ?? axis);
  const moving = perm.filter(axis => from.shape[axis] !== 1);
  if (moving.every((axis, i) => i === 0 || axis > moving[i - 1]!)) return reshape(from, out!.shape);
  return inner ? apply('Transpose', [from], from.type, out!.shape, { attributes: { perm } }) : null;
};

const NEUTRAL: Readonly<Record<string, number>> = { Add: 0, Sub: 0, Mul: 1, Div: 1 };
const COMMUTATIVE = new Set(['Add', 'Mul']);

/** x + 0, x − 0, x · 1 and x / 1. */
const dropNeutral: Rule = ({ op, outputs: [out] }, inputs) => {
  const neutral = NEUTRAL[op];
  if (neutral === undefined) return null;
  const [a, b] = inputs as [Value, Value];
  if (uniform(b) === neutral && sameShape(a, out!)) return a;
  return COMMUTATIVE.has(op) && uniform(a) === neutral && sameShape(b, out!) ? b : null;
};

/** An operand that is one number everywhere as that number, which is not written out over the whole shape. */
const shrinkUniform: Rule = ({ op, outputs: [out] }, inputs) => {
  if (!(op in BINARY) || out!.size === 1) return null;
  const at = inputs.findIndex(input => !isScalar(input) && uniform(input) !== null);
  const other = inputs[1 - at];
  if (at < 0 || !other || !sameShape(other, out!)) return null;
  const number = scalar(uniform(inputs[at])!, inputs[at]!.type);
  return apply(op, at === 0 ? [number, other] : [other, number], out!.type, out!.shape);
};

/** Below it a float32 has fewer places. */
const SMALLEST = 2 ** -126;

/** A division by a number as a multiplication. */
const divideOnce: Rule = ({ op, outputs: [out] }, [a, b]) => {
  if (op !== 'Div' || out!.type !== 'float32' || !isScalar(b!) || isScalar(out!)) return null;
  const known = uniform(b);
  const number = known === null ? 1 : Math.fround(1 / known);
  // The inverse of a very small or large number is infinite or has lost places: 0 / x would be NaN, x / x not 1.
  if (!Number.isFinite(number) || (Math.abs(number) < SMALLEST && Number.isFinite(known!))) return null;
  const inverse =
    known === null
      ? apply('Reciprocal', [b!], 'float32', b!.shape)
      : constant('float32', Float32Array.of(number), b!.shape);
  return apply('Mul', [a!, inverse], 'float32', out!.shape);
};

const RULES: readonly Rule[] = [
  foldNumbers,
  foldReshape,
  foldTranspose,
  dropNeutral,
  shrinkUniform,
  divideOnce,
];
