import { describe, expect, it } from 'vitest';
import { constant, nodesFor, scalar, type Value } from '../../../../../src/engine/onnxruntime/graph.ts';
import { fuseMatMul, plainMatMul } from '../../../../../src/engine/onnxruntime/passes/mat-mul.ts';
import { Random } from '../../random.ts';
import { expectSame, givenFor, operators } from '../compute.ts';
import { add, expand, gemm, input, matMul, mul, transpose, unary } from './nodes.ts';

/** The operators that are left; the numbers must be as before. */
function left(...values: Value[]): Record<string, number> {
  const fused = fuseMatMul(values);
  expectSame(values, fused, givenFor(values, new Random(1)));
  return operators(...fused);
}

const vector = (...numbers: number[]) => constant('float32', Float32Array.from(numbers), [numbers.length]);
const one = (number: number, rank: number) =>
  constant('float32', Float32Array.of(number), new Array(rank).fill(1));

describe('fuseMatMul: transposed factors', () => {
  it('takes a transposed factor as it was', () => {
    expect(left(gemm(transpose(input(3, 2), 1, 0), input(3, 4)))).toEqual({ Gemm: 1 });
    expect(left(gemm(input(2, 3), transpose(input(4, 3), 1, 0)))).toEqual({ Gemm: 1 });
    expect(left(gemm(transpose(input(2, 3), 1, 0), input(3, 4), 1))).toEqual({ Gemm: 1 });
    expect(left(gemm(transpose(input(3, 2), 1, 0), transpose(input(4, 3), 1, 0)))).toEqual({ Gemm: 1 });
    const [a, b] = [input(2, 5, 4, 3), input(2, 5, 6, 3)];
    expect(left(matMul(a, transpose(b, 0, 1, 3, 2)))).toEqual({ FusedMatMul: 1 });
    expect(left(matMul(transpose(a, 0, 1, 3, 2), transpose(b, 0, 1, 3, 2), 1, 0))).toEqual({
      FusedMatMul: 1,
    });
    expect(left(matMul(a, transpose(input(6, 3), 1, 0)))).toEqual({ FusedMatMul: 1 });
  });

  it('keeps a transposition of other axes', () => {
    const a = input(5, 2, 4, 3);
    expect(left(matMul(transpose(a, 1, 0, 2, 3), input(2, 5, 3, 6)))).toEqual({
      FusedMatMul: 1,
      Transpose: 1,
    });
    expect(left(matMul(transpose(a, 1, 0, 3, 2), input(2, 5, 4, 6)))).toEqual({
      FusedMatMul: 1,
      Transpose: 1,
    });
  });

  it('fuses each product, and keeps the transposed tensor where it is asked for', () => {
    const turned = transpose(input(3, 2), 1, 0);
    const [a, b] = [gemm(turned, input(3, 4)), gemm(turned, input(3, 5))];
    expect(left(a, b)).toEqual({ Gemm: 2 });
    expect(left(a, turned)).toEqual({ Gemm: 1, Transpose: 1 });
  });
});

describe('fuseMatMul: scales', () => {
  it('takes a constant scale of the product or of a factor', () => {
    expect(left(mul(gemm(input(2, 3), input(3, 4)), scalar(0.25)))).toEqual({ Gemm: 1 });
    expect(left(mul(scalar(0.25), matMul(input(5, 2, 3), input(5, 3, 4))))).toEqual({ FusedMatMul: 1 });
    expect(left(gemm(mul(input(2, 3), scalar(0.25)), input(3, 4)))).toEqual({ Gemm: 1 });
    expect(left(matMul(input(5, 2, 3), mul(scalar(-3), input(5, 3, 4))))).toEqual({ FusedMatMul: 1 });
    const twice = mul(gemm(mul(input(2, 3), scalar(0.5)), input(3, 4)), scalar(3));
    expect(left(twice)).toEqual({ Gemm: 1 });
    expect(left(mul(gemm(input(2, 3), input(3, 4)), scalar(0)))).toEqual({ Gemm: 1 });
  });

  it('keeps a scale that is not known, or not one number', () => {
    const product = () => gemm(input(2, 3), input(3, 4));
    expect(left(mul(product(), input()))).toEqual({ Gemm: 1, Mul: 1 });
    expect(left(mul(product(), vector(1, 2, 3, 4)))).toEqual({ Gemm: 1, Mul: 1 });
    expect(left(gemm(mul(input(2, 3), input()), input(3, 4)))).toEqual({ Gemm: 1, Mul: 1 });
  });

  it('keeps a scale where the product or the factor is used otherwise', () => {
    const product = gemm(input(2, 3), input(3, 4));
    expect(left(mul(product, scalar(2)), unary('Neg', product))).toEqual({ Gemm: 1, Mul: 1, Neg: 1 });
    expect(left(mul(product, scalar(2)), product)).toEqual({ Gemm: 1, Mul: 1 });
    expect(left(mul(product, product))).toEqual({ Gemm: 1, Mul: 1 });
    const factor = mul(input(2, 3), scalar(2));
    expect(left(gemm(factor, input(3, 4)), factor)).toEqual({ Gemm: 1, Mul: 1 });
  });

  it('keeps a scale that adds axes or rows', () => {
    expect(left(mul(gemm(input(2, 3), input(3, 4)), one(2, 3)))).toEqual({ Gemm: 1, Mul: 1 });
    const wide = mul(gemm(input(1, 3), input(3, 4)), expand(scalar(2), 5, 4));
    expect(left(wide)).toEqual({ Gemm: 1, Mul: 1, Expand: 1 });
    expect(left(matMul(mul(input(2, 3), one(2, 3)), input(3, 4)))).toEqual({ FusedMatMul: 1, Mul: 1 });
  });

  it('keeps two scales whose product no float32 holds', () => {
    const scaled = (a: number, b: number) => mul(gemm(mul(input(2, 3), scalar(a)), input(3, 4)), scalar(b));
    expect(left(scaled(1e25, 1e25))).toEqual({ Gemm: 1, Mul: 1 });
    expect(left(scaled(1e-30, 1e-30))).toEqual({ Gemm: 1, Mul: 1 });
    expect(left(mul(gemm(input(2, 3), input(3, 4)), scalar(Number.NaN)))).toEqual({ Gemm: 1, Mul: 1 });
  });

  it('keeps infinities and NaN of a product that is scaled by 0', () => {
    const [a, b] = [input(2, 1), input(1, 1)];
    const given = new Map([
      [a, Float32Array.of(Number.POSITIVE_INFINITY, 1)],
      [b, Float32Array.of(1)],
    ]);
    const value = mul(gemm(a, b), scalar(0));
    expectSame([value], fuseMatMul([value]), given);
  });
});

describe('fuseMatMul: biases', () => {
  it('takes a bias over the columns, a scale before it too', () => {
    expect(left(add(gemm(input(2, 4), input(4, 3)), input(3)))).toEqual({ Gemm: 1 });
    expect(left(add(input(3), gemm(input(2, 4), input(4, 3))))).toEqual({ Gemm: 1 });
    expect(left(add(mul(gemm(input(2, 4), input(4, 3)), scalar(2)), input(3)))).toEqual({ Gemm: 1 });
    expect(left(add(gemm(input(2, 4), input(4, 1)), input(1)))).toEqual({ Gemm: 1 });
  });

  it('keeps what is scaled after the bias, and a second bias', () => {
    const layer = () => add(gemm(input(2, 4), input(4, 3)), input(3));
    expect(left(mul(layer(), scalar(2)))).toEqual({ Gemm: 1, Mul: 1 });
    expect(left(add(layer(), input(3)))).toEqual({ Gemm: 1, Add: 1 });
  });

  it('keeps what is no bias over the columns', () => {
    const product = () => gemm(input(3, 4), input(4, 3));
    expect(left(add(product(), input(3, 1)))).toEqual({ Gemm: 1, Add: 1 });
    expect(left(add(product(), input(1)))).toEqual({ Gemm: 1, Add: 1 });
    expect(left(add(product(), input()))).toEqual({ Gemm: 1, Add: 1 });
    expect(left(add(matMul(input(2, 3, 4), input(2, 4, 3)), input(3)))).toEqual({ FusedMatMul: 1, Add: 1 });
  });

  it('keeps a bias that makes one column many', () => {
    expect(left(add(gemm(input(4, 5), input(5, 1)), input(3)))).toEqual({ Gemm: 1, Add: 1 });
  });

  it('keeps a bias where the product is used otherwise', () => {
    const product = gemm(input(2, 4), input(4, 3));
    expect(left(add(product, input(3)), product)).toEqual({ Gemm: 1, Add: 1 });
  });
});

describe('plainMatMul', () => {
  it("is ONNX' own product where nothing is transposed or scaled", () => {
    const values = [matMul(input(2, 3, 4), input(2, 4, 5)), gemm(input(2, 3), input(3, 2))];
    const plain = plainMatMul(values);
    expectSame(values, plain, givenFor(values, new Random(2)));
    expect(operators(...plain)).toEqual({ MatMul: 1, Gemm: 1 });
    expect(nodesFor(plain).map(({ domain }) => domain)).toEqual(['', '']);
  });

  it('leaves the rest', () => {
    const scaled = fuseMatMul([mul(matMul(input(2, 3, 4), input(2, 4, 5)), scalar(2))]);
    expect(operators(...plainMatMul(scaled))).toEqual({ FusedMatMul: 1 });
    expect(operators(...plainMatMul([matMul(input(2, 3, 4), input(2, 5, 4), 0, 1)]))).toEqual({
      FusedMatMul: 1,
    });
  });
});
