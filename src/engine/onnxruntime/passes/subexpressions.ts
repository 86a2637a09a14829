import type { Value } from '../graph.ts';
import { rewrite, withInputs } from './rewrite.ts';

/** Constants up to this size are compared by their numbers. */
const COMPARED = 64;

/** Common subexpressions once: nodes with the same operator, attributes and inputs give the same values. */
export function mergeSubexpressions(outputs: readonly Value[]): Value[] {
  const identities = new Map<Value | string, number>();
  const identify = (thing: Value | string) => {
    const known = identities.get(thing) ?? identities.size;
    identities.set(thing, known);
    return known;
  };
  const identity = (value: Value | null) => {
    if (!value) return '-';
    if (!value.constant || value.size > COMPARED) return identify(value);
    return identify(`${value.type} [${value.shape}] ${bits(value)}`);
  };
  const made = new Map<string, readonly Value[]>();
  return rewrite(outputs, (node, inputs) => {
    const { op, domain, attributes } = node;
    const key = [domain, op, JSON.stringify(attributes), ...inputs.map(identity)].join(' ');
    const values = made.get(key) ?? withInputs(node, inputs);
    made.set(key, values);
    return values;
  });
}

/** By their bits: 0 and -0 differ, and NaN is NaN. */
function bits({ constant }: Value): string {
  const { buffer, byteOffset, byteLength } = constant!;
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}
