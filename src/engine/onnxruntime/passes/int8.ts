import { apply, constant, integers, MICROSOFT, type Node, scalar, type Value } from '../graph.ts';
import { reshape } from '../kernel.ts';
import { rewrite } from './rewrite.ts';

/** A matrix W [depth, columns] as bytes: W ≈ values · scales. */
export interface Int8Matrix {
  /** int8 [depth, columns] */
  readonly values: Value;
  /** One for each column. */
  readonly scales: Float32Array;
}

/** Where zero is among the unsigned bytes of x. */
const ZERO = 128;
/** The largest byte, on both sides of zero. */
const LARGEST = 127;
/** Keeps the scale of a row of zeros from being zero. */
const LEAST_SCALE = 2 ** -100;

/**
 * Products x · W with known matrices W in 8-bit integers: y = (bytes of x · bytes of W) · scale of the row · scale of the
 * column, the sum in 32-bit integers and so exact. Each row of x has a scale of its own, its largest absolute number over
 * 127, so that a row's result does not depend on the rows beside it (dynamic quantization by token: Z. Yao et al.,
 * "ZeroQuant", 2022, section 4.1).
 *
 * @param matrixOf W of a product's second factor, transposed where the product takes it so; null where it stays as it is.
 */
export function productsInInt8(
  outputs: readonly Value[],
  matrixOf: (weight: Value, transposed: boolean) => Int8Matrix | null,
): Value[] {
  return rewrite(outputs, (node, inputs) => {
    const { op, attributes } = node;
    if (op !== 'Gemm' || attributes.transA) return undefined;
    const [x, weight, bias] = inputs as [Value, Value, Value | undefined];
    const matrix = matrixOf(weight, attributes.transB === 1);
    return matrix ? [product(node, x, matrix, bias)] : undefined;
  });
}

function product(node: Node, x: Value, { values, scales }: Int8Matrix, bias: Value | undefined): Value {
  const { shape } = node.outputs[0]!;
  const rows = quantizedRows(x);
  const columnScales = constant('float32', scaled(scales, node.attributes.alpha), [scales.length]);
  // Of the scales of x, the kernel takes none but a single one.
  const sums = apply(
    'MatMulIntegerToFloat',
    [rows.bytes, values, scalar(1), columnScales, scalar(ZERO, 'uint8')],
    'float32',
    shape,
    { domain: MICROSOFT },
  );
  const y = apply('Mul', [sums, reshape(rows.scales, [shape[0]!, 1])], 'float32', shape);
  return bias ? apply('Add', [y, bias], 'float32', shape) : y;
}

function scaled(scales: Float32Array, alpha: Node['attributes'][string] | undefined): Float32Array {
  const factor = typeof alpha === 'object' && 'float' in alpha ? alpha.float : 1;
  return scales.map(scale => scale * factor);
}

/** x [rows, depth] as bytes around `ZERO`, and their scales [rows]. */
function quantizedRows(x: Value): { readonly bytes: Value; readonly scales: Value } {
  const shape = x.shape.slice(0, 1);
  const along = (op: string) =>
    apply(op, [x, integers(-1)], 'float32', shape, { attributes: { keepdims: 0 } });
  const lowest = apply('Neg', [along('ReduceMin')], 'float32', shape);
  const largest = apply('Max', [along('ReduceMax'), lowest], 'float32', shape);
  const scales = apply('Mul', [largest, scalar(1 / LARGEST)], 'float32', shape);
  const positive = apply('Max', [scales, scalar(LEAST_SCALE)], 'float32', shape);
  const zeros = constant('uint8', new Uint8Array(shape[0]!).fill(ZERO), shape);
  const bytes = apply('QuantizeLinear', [x, positive, zeros], 'uint8', x.shape, { attributes: { axis: 0 } });
  return { bytes, scales: positive };
}
