import { expect, test } from 'vitest';
import { nodesFor, scalar, type Value } from '../../../../../src/engine/onnxruntime/graph.ts';
import { optimize } from '../../../../../src/engine/onnxruntime/passes/optimize.ts';
import { Random } from '../../random.ts';
import { compute, expectSame, expectShapes, givenFor, operators } from '../compute.ts';
import {
  add,
  div,
  expand,
  gelu,
  gemm,
  input,
  matMul,
  max,
  min,
  mul,
  normalized,
  reduce,
  reshaped,
  sub,
  transpose,
  unary,
} from './nodes.ts';

const NUMBERS = [0, 1, -1, 0.5, 2, -0.25, Math.SQRT1_2, 1e-5];
const REDUCTIONS = ['ReduceSum', 'ReduceMean', 'ReduceMax'];

/** A small graph as layers and optimizers make them, from a few shared values so that patterns meet and overlap. */
class Builder {
  readonly values: Value[];
  readonly #random: Random;
  readonly #size: number;

  constructor(random: Random) {
    this.#random = random;
    this.#size = random.integer(1, 4);
    const n = this.#size;
    this.values = [input(n, n), input(n, n), input(n), input(1, n), input(n, 1), input()];
  }

  #of<T>(items: readonly T[]): T {
    return items[this.#random.integer(0, items.length - 1)]!;
  }

  #any(): Value {
    return this.#of(this.values);
  }

  #number(): Value {
    const number = scalar(this.#of(NUMBERS));
    const n = this.#size;
    const written = [
      () => number,
      () => reshaped(number, 1),
      () => reshaped(number, 1, 1, 1),
      () => expand(number, n, n),
      () => expand(number, 2, n, n),
    ];
    return this.#of(written)();
  }

  #operand(): Value {
    return this.#random.chance() ? this.#any() : this.#number();
  }

  #matrix(): Value {
    const n = this.#size;
    const value = this.#of(this.values.filter(({ shape }) => shape.length === 2));
    return value.shape[0] === n && value.shape[1] === n ? value : expand(value, n, n);
  }

  #next(): Value {
    const random = this.#random;
    const kind = random.integer(0, 13);
    if (kind <= 3) return this.#of([add, sub, mul, div, max, min])(this.#any(), this.#operand());
    if (kind === 4) return this.#of([sub, div, mul, add])(this.#number(), this.#any());
    if (kind === 5) return unary(this.#of(['Neg', 'Sqrt', 'Reciprocal', 'Erf', 'Tanh']), this.#any());
    const matrix = this.#matrix();
    const [turned, scaled] = [transpose(matrix, 1, 0), mul(matrix, this.#number())];
    if (kind === 6) return turned;
    if (kind === 7) return this.#product(this.#of([matrix, turned, scaled]));
    if (kind === 8)
      return normalized(matrix, this.#of([scalar(1e-5), scalar(0.1)]), random.integer(0, 1)).out;
    if (kind === 9) return gelu(this.#any(), this.#number()).out;
    if (kind === 10)
      return reduce(this.#of(REDUCTIONS), this.#of([mul(matrix, matrix), matrix]), random.integer(0, 1));
    if (kind === 11) return sub(matrix, add(turned, mul(matrix, this.#of([input(), scalar(0.01)]))));
    if (kind === 12) return this.#update();
    const n = this.#size;
    return reshaped(reshaped(matrix, n * n), n, n);
  }

  /** A square or a column, alone or with a scale or a shift of whatever shape. */
  #product(left: Value): Value {
    const random = this.#random;
    const right = this.#of([this.#matrix(), this.values[4]!]);
    const of = left.shape.length === 2 ? this.#of([gemm, matMul]) : matMul;
    const made = of(left, right, random.integer(0, 1));
    return this.#of([
      () => made,
      () => mul(made, this.#number()),
      () => add(made, this.#of([this.values[2]!, this.#any()])),
    ])();
  }

  /** (x · s + y · t) · u, as an optimizer's rate, decay and clipping make it. */
  #update(): Value {
    const [s, t, u] = [this.values[5]!, scalar(0.5), this.values[5]!];
    return mul(add(mul(this.#any(), s), mul(this.#any(), t)), u);
  }

  outputs(): Value[] {
    const length = this.#random.integer(1, 12);
    for (let i = 0; i < length; i++) this.values.push(this.#next());
    return [this.values.at(-1)!, ...(this.#random.chance() ? [this.#any()] : [])];
  }
}

/** Rounding is only comparable while nothing has grown or shrunk beyond what float32 tells apart. */
const tame = (values: readonly Value[], given: ReturnType<typeof givenFor>) =>
  compute(values, given).every(({ data }) =>
    Array.from(data as Float32Array).every(n => n === 0 || (Math.abs(n) > 1e-3 && Math.abs(n) < 1e3)),
  );

test('an optimized graph gives the numbers of the one recorded', () => {
  let compared = 0;
  let changed = 0;
  for (let seed = 1; seed <= 600; seed++) {
    const random = new Random(seed);
    const outputs = new Builder(random).outputs();
    const given = givenFor(outputs, random);
    const optimized = optimize(outputs);
    expectShapes(optimized, given, `seed ${seed}`);
    const all = [...outputs, ...nodesFor(outputs).flatMap(node => node.outputs)];
    if (!tame(all, given)) continue;
    expectSame(outputs, optimized, given, `seed ${seed}`, 1e-3);
    compared++;
    if (JSON.stringify(operators(...outputs)) !== JSON.stringify(operators(...optimized))) changed++;
  }
  expect(compared).toBeGreaterThan(100);
  expect(changed).toBeGreaterThan(50);
});

test('NaN and the infinities stay where they are through layers', () => {
  const [x, weight, bias] = [input(4, 4), input(4), input(4)];
  const layer = add(mul(normalized(x).out, weight), bias);
  const product = add(mul(gemm(gelu(x).out, transpose(x, 1, 0)), scalar(0.5)), bias);
  const outputs = [layer, product, div(x, scalar(4)), reduce('ReduceSum', mul(x, x), 1)];
  const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const found of special) {
    const random = new Random(9);
    let at = 0;
    const given = givenFor(outputs, random, () => (at++ === 5 ? found : random.number()));
    expectSame(outputs, optimize(outputs), given, `${found}`);
  }
});

test('patterns that overlap each get their kernel', () => {
  const [x, weight, bias] = [input(3, 4), input(4), input(4)];
  const layer = add(mul(normalized(x).out, weight), bias);
  const product = add(gemm(layer, transpose(input(4, 4), 1, 0)), bias);
  const outputs = [gelu(product).out, reduce('ReduceSum', mul(x, x))];
  expect(operators(...optimize(outputs))).toEqual({
    LayerNormalization: 1,
    Gemm: 1,
    Gelu: 1,
    ReduceSumSquare: 1,
  });
});

test('optimizing again changes nothing more', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const once = optimize(new Builder(new Random(seed)).outputs());
    const counts = Object.values(operators(...optimize(once))).reduce((a, b) => a + b, 0);
    expect(counts, `seed ${seed}`).toBeLessThanOrEqual(
      Object.values(operators(...once)).reduce((a, b) => a + b, 0),
    );
  }
});
