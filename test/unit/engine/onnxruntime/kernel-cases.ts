import type { Random } from '../random.ts';

type Type = 'float32' | 'int32' | 'bool';

/** A tensor before any backend holds it. */
export interface Input {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly type: Type;
}

export interface Case {
  readonly inputs: Readonly<Record<string, Input>> | readonly Input[];
  readonly attrs?: Readonly<Record<string, unknown>>;
}

type Cases = Readonly<Record<string, (random: Random) => Case>>;

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
const pick = <T>(random: Random, list: readonly T[]): T => list[random.integer(0, list.length - 1)]!;

function floats(random: Random, shape: readonly number[], low = -3, high = 3): Input {
  const values = Array.from({ length: sizeOf(shape) }, () => random.number(low, high));
  return { shape, values, type: 'float32' };
}

function integers(random: Random, shape: readonly number[], low = -9, high = 9): Input {
  const values = Array.from({ length: sizeOf(shape) }, () => random.integer(low, high));
  return { shape, values, type: 'int32' };
}

const truths = (random: Random, shape: readonly number[]): Input => ({
  ...integers(random, shape, 0, 1),
  type: 'bool',
});

const anyShape = (random: Random, least = 0) => random.shape(random.integer(least, 4), 5);
const axisOf = (random: Random, shape: readonly number[]) => random.integer(0, shape.length - 1);

const unary =
  (low = -3, high = 3, attrs: Case['attrs'] = {}) =>
  (random: Random): Case => ({ inputs: { x: floats(random, anyShape(random), low, high) }, attrs });

/** Numbers, and between them all that are none. */
const special = (random: Random): Case => {
  const x = floats(random, anyShape(random));
  const values = x.values.map(value =>
    random.chance() ? value : pick(random, [Number.NaN, Infinity, -Infinity]),
  );
  return { inputs: { x: { ...x, values } } };
};

/** Two shapes that broadcast, at times of different ranks. */
function twoShapes(random: Random): [number[], number[]] {
  const shape = anyShape(random);
  const partly = shape.map(size => (random.chance() ? size : 1)).slice(random.integer(0, shape.length));
  return random.chance() ? [shape, partly] : [partly, shape];
}

type Make = (random: Random, shape: readonly number[]) => Input;

const binary =
  (a: Make = floats, b: Make = a, names = ['a', 'b']) =>
  (random: Random): Case => {
    const [left, right] = twoShapes(random);
    return { inputs: { [names[0]!]: a(random, left), [names[1]!]: b(random, right) } };
  };

/** Few different numbers, so that some are equal. */
const few: Make = (random, shape) => integers(random, shape, 0, 2);
const positive: Make = (random, shape) => floats(random, shape, 0.1, 3);
const either =
  (...makes: Make[]): ((random: Random) => Case) =>
  random =>
    binary(pick(random, makes))(random);

const reduction =
  (make: Make = floats, name = 'axis') =>
  (random: Random): Case => {
    const shape = anyShape(random, 1);
    const axis = shape.map((_, i) => i).filter(() => random.chance());
    return { inputs: { x: make(random, shape) }, attrs: { [name]: axis, keepDims: random.chance() } };
  };

const alongAxis =
  (attrs: (random: Random) => Case['attrs'], make: Make = floats, input = 'x') =>
  (random: Random): Case => {
    const shape = anyShape(random, 1);
    return {
      inputs: { [input]: make(random, shape) },
      attrs: { axis: axisOf(random, shape), ...attrs(random) },
    };
  };

const scan = alongAxis(random => ({ exclusive: random.chance(), reverse: random.chance() }));

export const ELEMENTWISE: Cases = {
  Abs: unary(),
  Acos: unary(-1, 1),
  Acosh: unary(1, 4),
  Asin: unary(-1, 1),
  Asinh: unary(-9, 9),
  Atan: unary(-9, 9),
  Atanh: unary(-0.9, 0.9),
  Ceil: unary(),
  ClipByValue: unary(-3, 3, { clipValueMin: -1, clipValueMax: 2 }),
  Cos: unary(),
  Cosh: unary(),
  Elu: unary(),
  Erf: unary(),
  Exp: unary(),
  Expm1: unary(-0.01, 0.01),
  Floor: unary(),
  IsFinite: special,
  IsInf: special,
  IsNan: special,
  LeakyRelu: unary(-3, 3, { alpha: 0.2 }),
  Log: unary(0.1, 9),
  Log1p: random => pick(random, [unary(-0.01, 0.01), unary(-0.9, 1e6)])(random),
  LogicalNot: random => ({ inputs: { x: truths(random, anyShape(random)) } }),
  Neg: unary(),
  Reciprocal: unary(0.1, 9),
  Relu: unary(),
  Relu6: unary(-3, 9),
  Round: random => ({
    inputs: { x: { shape: [5], values: [-2.5, -0.5, 0.5, 1.5, random.number()], type: 'float32' } },
  }),
  Rsqrt: unary(0.1, 9),
  Selu: unary(),
  Sigmoid: unary(-20, 20),
  Sign: special,
  Sin: unary(),
  Sinh: unary(),
  Softplus: unary(-40, 40),
  Sqrt: unary(0, 9),
  Square: unary(),
  Step: unary(-3, 3, { alpha: 0.25 }),
  Tan: unary(-1.4, 1.4),
  Tanh: unary(),
  Add: either(floats, integers),
  Atan2: binary(),
  BitwiseAnd: binary(integers),
  EluGrad: random => {
    const shape = anyShape(random);
    return { inputs: { dy: floats(random, shape), y: floats(random, shape, -1, 2) } };
  },
  Equal: either(few, truths),
  FloorDiv: either(floats, integers),
  Greater: either(floats, few, truths),
  GreaterEqual: either(floats, few, truths),
  Less: either(floats, few, truths),
  LessEqual: either(floats, few, truths),
  LogicalAnd: binary(truths),
  LogicalOr: binary(truths),
  Maximum: either(floats, integers),
  Minimum: either(floats, integers),
  Mod: either(floats, integers),
  Multiply: either(floats, integers),
  NotEqual: either(few, truths),
  Pow: binary(positive, floats),
  Prelu: binary(floats, floats, ['x', 'alpha']),
  RealDiv: binary(floats, positive),
  SquaredDifference: either(floats, integers),
  Sub: either(floats, integers),
};

export const REDUCING: Cases = {
  All: reduction(truths),
  Any: reduction(truths),
  ArgMax: alongAxis(() => ({}), few),
  ArgMin: alongAxis(() => ({})),
  Cumprod: scan,
  Cumsum: scan,
  Max: reduction(floats, 'reductionIndices'),
  Mean: reduction(),
  Min: reduction(),
  Prod: reduction(),
  Sum: random => reduction(pick(random, [floats, integers, truths]))(random),
  Softmax: random => ({
    inputs: { logits: floats(random, anyShape(random, 1), -40, 40) },
    attrs: { dim: -1 },
  }),
  TopK: random => {
    const shape = anyShape(random, 1);
    return {
      inputs: { x: few(random, shape) },
      attrs: { k: random.integer(1, shape.at(-1)!), sorted: true },
    };
  },
};

export { anyShape, axisOf, type Cases, few, floats, integers, pick, sizeOf, truths };
