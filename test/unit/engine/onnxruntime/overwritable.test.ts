import { describe, expect, test } from 'vitest';
import {
  apply,
  integers,
  nodesFor,
  parameter,
  scalar,
  type Value,
} from '../../../../src/engine/onnxruntime/graph.ts';
import { writeModel } from '../../../../src/engine/onnxruntime/onnx.ts';
import { overwritable } from '../../../../src/engine/onnxruntime/overwritable.ts';
import { runtime } from './compute.ts';

const shape = [2, 3];
const weight = () => parameter('float32', shape);
const binary = (op: string, a: Value, b: Value) => apply(op, [a, b], 'float32', a.shape);
const unary = (op: string, x: Value) => apply(op, [x], 'float32', x.shape);
const reshape = (x: Value, to: number[]) => apply('Reshape', [x, integers(...to)], 'float32', to);
const may = (input: Value, output: Value, others: readonly Value[] = []) =>
  overwritable(nodesFor([output, ...others]), [output, ...others])(input, output);

/** Both outputs when the first is written where the input is. */
function inPlace(input: Value, output: Value, other: Value): number[][] {
  const outputs = [output, other];
  const session = runtime.session(
    writeModel(nodesFor(outputs), {
      inputs: new Map([['x', input]]),
      outputs: new Map([
        ['a', output],
        ['b', other],
      ]),
    }),
  );
  const x = runtime.tensor('float32', Float32Array.of(1, 2, 3, 4, 5, 6), input.shape);
  const { a, b } = session.run({ x }, { a: x, b: null });
  const found = [a!, b!].map(tensor => Array.from(tensor.data as Float32Array));
  session.dispose();
  return found;
}

describe('may be written over the input', () => {
  test.each(['Add', 'Sub', 'Mul', 'Div'])('what %s makes of it', op => {
    const x = weight();
    expect(may(x, binary(op, x, weight()))).toBe(true);
    expect(may(x, binary(op, weight(), x))).toBe(true);
    expect(may(x, binary(op, x, x))).toBe(true);
  });

  test('what comes after all that read it', () => {
    const x = weight();
    const gradient = unary('Exp', unary('Softmax', x));
    expect(may(x, binary('Sub', x, gradient))).toBe(true);
    expect(may(x, unary('Softmax', binary('Mul', x, gradient)))).toBe(true);
  });

  test('what has nothing to do with an input that nobody reads', () => {
    expect(may(weight(), unary('Exp', weight()))).toBe(true);
  });

  test('what comes after all that read a view of it', () => {
    const x = weight();
    const gradient = reshape(unary('Exp', reshape(x, [6])), shape);
    expect(may(x, binary('Sub', x, gradient))).toBe(true);
  });
});

describe('may not be written over the input', () => {
  test.each(['Softmax', 'Exp', 'CumSum'])('what %s makes of it, which may read all of it at any time', op => {
    const x = weight();
    expect(may(x, unary(op, x))).toBe(false);
  });

  test('what another reader does not wait for', () => {
    const x = weight();
    const output = binary('Sub', x, weight());
    expect(may(x, output, [unary('Exp', x)])).toBe(false);
    expect(may(x, output, [binary('Mul', output, x)])).toBe(false);
  });

  test('another shape', () => {
    const x = parameter('float32', [3]);
    expect(may(x, apply('Add', [weight(), x], 'float32', shape))).toBe(false);
    expect(may(x, apply('Add', [x, scalar(1)], 'float32', [3]))).toBe(true);
  });

  test('an input as it is', () => {
    const x = weight();
    expect(may(x, x)).toBe(false);
    expect(may(x, weight())).toBe(false);
  });

  test('what a view of the input is read after', () => {
    const x = weight();
    const view = reshape(x, [6]);
    const output = binary('Sub', x, reshape(unary('Exp', view), shape));
    expect(may(x, output, [unary('Neg', view)])).toBe(false);
    expect(may(x, output, [unary('Neg', reshape(view, [3, 2]))])).toBe(false);
  });

  test('anything, when the input is asked for too', () => {
    const x = weight();
    expect(may(x, binary('Sub', x, scalar(1)), [x])).toBe(false);
  });
});

test('ONNX Runtime leaves a view where the input is', () => {
  const x = weight();
  const view = reshape(x, [6]);
  const output = binary('Sub', x, reshape(unary('Abs', view), shape));
  const [, late] = inPlace(
    x,
    output,
    unary('Neg', reshape(binary('Add', view, reshape(output, [6])), shape)),
  );
  expect(late).toEqual([-0, -0, -0, -0, -0, -0]);
});
