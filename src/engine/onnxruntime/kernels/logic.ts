import * as tf from '@tensorflow/tfjs-core';
import type { Value } from '../graph.ts';
import { cast, type Kernel } from '../kernel.ts';
import { binary } from './binary.ts';
import { unary } from './unary.ts';

const ORDERINGS: readonly (readonly [kernel: string, op: string])[] = [
  [tf.Greater, 'Greater'],
  [tf.GreaterEqual, 'GreaterOrEqual'],
  [tf.Less, 'Less'],
  [tf.LessEqual, 'LessOrEqual'],
];

const CONNECTIVES: readonly (readonly [kernel: string, op: string])[] = [
  [tf.LogicalAnd, 'And'],
  [tf.LogicalOr, 'Or'],
];

const PREDICATES: readonly (readonly [kernel: string, (x: Value) => Value])[] = [
  [tf.IsNan, x => unary('IsNaN', x, 'bool')],
  [tf.IsInf, x => unary('IsInf', x, 'bool')],
  [
    tf.IsFinite,
    x => unary('Not', binary('Or', unary('IsNaN', x, 'bool'), unary('IsInf', x, 'bool')), 'bool'),
  ],
];

/** ONNX orders numbers, not truth values. */
const ordered = (x: Value) => (x.type === 'bool' ? cast(x, 'int32') : x);

export const LOGIC: readonly Kernel[] = [
  ...ORDERINGS.map(
    ([name, op]): Kernel => ({
      name,
      strings: true,
      record: call => binary(op, ordered(call.input('a')), ordered(call.input('b')), 'bool'),
    }),
  ),
  {
    name: tf.Equal,
    strings: true,
    record: call => binary('Equal', call.input('a'), call.input('b'), 'bool'),
  },
  {
    name: tf.NotEqual,
    strings: true,
    record: call => unary('Not', binary('Equal', call.input('a'), call.input('b'), 'bool')),
  },
  ...CONNECTIVES.map(
    ([name, op]): Kernel => ({
      name,
      record: call => binary(op, cast(call.input('a'), 'bool'), cast(call.input('b'), 'bool')),
    }),
  ),
  { name: tf.LogicalNot, record: call => unary('Not', cast(call.input('x'), 'bool')) },
  ...PREDICATES.map(
    ([name, predicate]): Kernel => ({ name, record: call => predicate(cast(call.input('x'), 'float32')) }),
  ),
];
