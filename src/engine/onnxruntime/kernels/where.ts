import { apply, type Value } from '../graph.ts';
import { cast } from '../kernel.ts';

/** `yes` where the condition holds, else `no`; they are broadcast to `like`'s shape, which is the result's. */
export function where(condition: Value, yes: Value, no: Value, { shape }: Pick<Value, 'shape'>): Value {
  if (yes.type !== 'bool') return apply('Where', [condition, yes, no], yes.type, shape);
  // ONNX Runtime chooses among numbers only.
  return cast(where(condition, cast(yes, 'int32'), cast(no, 'int32'), { shape }), 'bool');
}
