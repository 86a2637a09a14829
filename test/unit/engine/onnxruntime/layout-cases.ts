import type { Random } from '../random.ts';
import {
  anyShape,
  axisOf,
  type Case,
  type Cases,
  few,
  floats,
  type Input,
  integers,
  pick,
  sizeOf,
  truths,
} from './kernel-cases.ts';

const whole = (random: Random): Case => ({ inputs: { x: floats(random, anyShape(random)) } });

function permutation(random: Random): Case {
  const shape = anyShape(random);
  const perm = shape.map((_, i) => i).sort(() => random.number());
  return { inputs: { x: floats(random, shape) }, attrs: { perm } };
}

/** Some tensors that differ along one axis at most. */
function several(random: Random, differ: boolean): [axis: number, inputs: Input[]] {
  const shape = anyShape(random, 1);
  const axis = axisOf(random, shape);
  const inputs = Array.from({ length: random.integer(1, 4) }, () =>
    floats(
      random,
      shape.map((n, a) => (differ && a === axis ? random.integer(1, 4) : n)),
    ),
  );
  return [axis, inputs];
}

function matrices(random: Random, { vector = false } = {}): Case {
  const [rows, inner, columns] = random.shape(3) as [number, number, number];
  const [transposeA, transposeB] = [random.chance(), random.chance()];
  const batch = vector ? [1] : random.shape(random.integer(0, 2), 3);
  const other = random.chance() ? batch : batch.map(() => 1);
  const a = floats(random, [...batch, ...(transposeA ? [inner, rows] : [rows, inner])]);
  const b = floats(random, [...other, ...(transposeB ? [columns, inner] : [inner, columns])]);
  const bias = vector ? { bias: floats(random, [columns]) } : {};
  return { inputs: { a, b, ...bias }, attrs: { transposeA, transposeB } };
}

function fusedMatrices(random: Random): Case {
  const { inputs, attrs } = matrices(random, { vector: true });
  const activation = pick(random, ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu']);
  return { inputs, attrs: { ...attrs, activation, leakyreluAlpha: 0.3 } };
}

function gather(random: Random): Case {
  const shape = anyShape(random, 2);
  const batchDims = random.integer(0, 1);
  const axis = random.integer(batchDims, shape.length - 1);
  const wanted = [...shape.slice(0, batchDims), ...random.shape(random.integer(1, 2))];
  const indices = integers(random, wanted, 0, shape[axis]! - 1);
  return { inputs: { x: floats(random, shape), indices }, attrs: { axis, batchDims } };
}

/** Indices of slices of a tensor, no slice twice. */
function slices(random: Random): { shape: number[]; indices: Input; updates: Input } {
  const shape = anyShape(random, 1);
  const depth = random.integer(1, shape.length);
  const count = random.integer(1, sizeOf(shape.slice(0, depth)));
  const places = Array.from({ length: sizeOf(shape.slice(0, depth)) }, (_, i) => i).sort(() =>
    random.number(),
  );
  const values = places.slice(0, count).flatMap(place => {
    const index: number[] = [];
    for (const n of shape.slice(0, depth).reverse()) {
      index.unshift(place % n);
      place = Math.floor(place / n);
    }
    return index;
  });
  const updates = floats(random, [count, ...shape.slice(depth)]);
  return { shape, indices: { shape: [count, depth], values, type: 'int32' }, updates };
}

function stridedSlice(random: Random): Case {
  const shape = anyShape(random, 1);
  const strides = shape.map(() => pick(random, [1, 2, 3, -1, -2]));
  const bound = () => shape.map(n => random.integer(-n, n));
  const mask = () => random.integer(0, 2 ** shape.length - 1);
  return {
    inputs: { x: floats(random, shape) },
    attrs: {
      begin: bound(),
      end: bound(),
      strides,
      beginMask: mask(),
      endMask: mask(),
      ellipsisMask: 0,
      newAxisMask: 0,
      shrinkAxisMask: 0,
    },
  };
}

function mirrorPad(random: Random): Case {
  const mode = pick(random, ['reflect', 'symmetric']);
  const shape = random.shape(random.integer(1, 3)).map(n => n + 1);
  const most = (n: number) => random.integer(0, mode === 'reflect' ? n - 1 : n);
  return {
    inputs: { x: floats(random, shape) },
    attrs: { paddings: shape.map(n => [most(n), most(n)]), mode },
  };
}

export const LAYOUTS: Cases = {
  AddN: random => ({ inputs: several(random, false)[1] }),
  BatchMatMul: matrices,
  _FusedMatMul: fusedMatrices,
  Cast: random => {
    const x = pick(random, [floats, integers, truths])(random, anyShape(random));
    return { inputs: { x }, attrs: { dtype: pick(random, ['float32', 'int32', 'bool']) } };
  },
  Concat: random => {
    const [axis, inputs] = several(random, true);
    return { inputs, attrs: { axis } };
  },
  Diag: random => ({ inputs: { x: floats(random, random.shape(random.integer(1, 2))) } }),
  Einsum: random => {
    const [i, j, k] = random.shape(3) as [number, number, number];
    const equation = pick(random, ['ij,jk->ik', 'ij, jk -> kij']);
    return { inputs: [floats(random, [i, j]), floats(random, [j, k])], attrs: { equation } };
  },
  ExpandDims: random => {
    const input = floats(random, anyShape(random));
    return { inputs: { input }, attrs: { dim: random.integer(-1 - input.shape.length, input.shape.length) } };
  },
  Fill: random => ({
    inputs: {},
    attrs: { shape: anyShape(random), value: random.number(), dtype: 'float32' },
  }),
  GatherNd: random => {
    const { shape, indices } = slices(random);
    return { inputs: { params: floats(random, shape), indices } };
  },
  GatherV2: gather,
  Identity: whole,
  LinSpace: random => ({
    inputs: {},
    attrs: { start: -1, stop: random.number(0, 9), num: random.integer(1, 9) },
  }),
  MirrorPad: mirrorPad,
  OneHot: random => ({
    inputs: { indices: integers(random, anyShape(random), -2, 5) },
    attrs: { dtype: 'float32', depth: random.integer(1, 4), onValue: 2, offValue: -1 },
  }),
  OnesLike: whole,
  Pack: random => {
    const [axis, inputs] = several(random, false);
    return { inputs, attrs: { axis } };
  },
  PadV2: random => {
    const x = floats(random, anyShape(random, 1));
    const paddings = x.shape.map(() => [random.integer(0, 2), random.integer(0, 2)]);
    return { inputs: { x }, attrs: { paddings, constantValue: random.number() } };
  },
  Range: random => {
    const step = pick(random, [-0.7, 0.3, 1, 2]);
    return { inputs: {}, attrs: { start: 1, stop: 1 + step * random.integer(0, 5), step, dtype: 'float32' } };
  },
  Reshape: random => {
    const x = floats(random, anyShape(random));
    return { inputs: { x }, attrs: { shape: [...x.shape].reverse() } };
  },
  Reverse: random => {
    const x = floats(random, anyShape(random, 1));
    return { inputs: { x }, attrs: { dims: x.shape.map((_, i) => i).filter(() => random.chance()) } };
  },
  ScatterNd: random => {
    const { shape, indices, updates } = slices(random);
    return { inputs: { indices, updates }, attrs: { shape } };
  },
  Select: random => {
    const shape = anyShape(random, 1);
    const make = pick(random, [floats, few, truths]);
    return { inputs: { condition: truths(random, shape), t: make(random, shape), e: make(random, shape) } };
  },
  Slice: random => {
    const x = floats(random, anyShape(random, 1));
    const begin = x.shape.map(n => random.integer(0, n - 1));
    const size = x.shape.map((n, axis) => random.integer(0, n - begin[axis]!));
    return { inputs: { x }, attrs: { begin, size } };
  },
  SparseToDense: random => {
    const shape = anyShape(random, 1);
    const places = slices(random);
    const flat = places.shape.length === places.indices.shape[1];
    const count = flat ? places.indices.shape[0]! : 1;
    const indices = flat ? places.indices : integers(random, [1, shape.length], 0, 0);
    return {
      inputs: {
        sparseIndices: indices,
        sparseValues: floats(random, [count]),
        defaultValue: floats(random, []),
      },
      attrs: { outputShape: flat ? places.shape : shape },
    };
  },
  SplitV: random => {
    const shape = anyShape(random, 1);
    const axis = axisOf(random, shape);
    const first = random.integer(0, shape[axis]!);
    return {
      inputs: { x: floats(random, shape) },
      attrs: { numOrSizeSplits: [first, shape[axis]! - first], axis },
    };
  },
  StridedSlice: stridedSlice,
  TensorScatterUpdate: random => {
    const { shape, indices, updates } = slices(random);
    return { inputs: { tensor: floats(random, shape), indices, updates } };
  },
  Tile: random => {
    const x = floats(random, anyShape(random, 1));
    return { inputs: { x }, attrs: { reps: x.shape.map(() => random.integer(1, 3)) } };
  },
  Transpose: permutation,
  Unpack: random => {
    const value = floats(random, anyShape(random, 1));
    return { inputs: { value }, attrs: { axis: axisOf(random, value.shape) } };
  },
  UnsortedSegmentSum: random => {
    const shape = anyShape(random, 1);
    const numSegments = random.integer(1, 9);
    const segmentIds = integers(random, [shape[0]!], -1, numSegments);
    return { inputs: { x: floats(random, shape), segmentIds }, attrs: { numSegments } };
  },
  ZerosLike: whole,
};
