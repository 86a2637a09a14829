import { formatPath, type KeyPath } from './fault.ts';
import { configJsonSchema, type JsonSchema } from './json-schema.ts';
import { nearest } from './nearest.ts';

function variants(schema: JsonSchema): JsonSchema[] {
  return [schema, ...(schema.anyOf ?? []).flatMap(variants)];
}

function descend(schema: JsonSchema, part: string | number): JsonSchema[] {
  return variants(schema).flatMap(variant => {
    const child =
      typeof part === 'number' ? variant.items : new Map(Object.entries(variant.properties ?? {})).get(part);
    return child ? [child] : [];
  });
}

/** The keys that may stand in the map at `path`. */
function keysAt(root: JsonSchema, path: KeyPath): string[] {
  const here = path.reduce<JsonSchema[]>((found, part) => found.flatMap(one => descend(one, part)), [root]);
  return [...new Set(here.flatMap(variants).flatMap(variant => Object.keys(variant.properties ?? {})))];
}

/** Every key of the format, spelled from the top: `train.epochs`, `baseline[].error_rate`. */
export function allKeys(schema: JsonSchema, prefix = ''): string[] {
  const keys = variants(schema).flatMap(({ properties = {}, items }) => {
    const named = Object.entries(properties).flatMap(([name, child]) => {
      const key = prefix === '' ? name : `${prefix}.${name}`;
      return [key, ...allKeys(child, key)];
    });
    return items ? [...named, ...allKeys(items, `${prefix}[]`)] : named;
  });
  return [...new Set(keys)];
}

/** What to say about an unknown key; `meant` is the key it stands for, spelled from the top, where that is clear. */
export interface KeyHint {
  readonly message: string;
  readonly meant?: string;
}

let cached: JsonSchema | undefined;

/**
 * The nearest key that may stand in the map at `path`, else the place in the format where such a key does belong, else
 * what may stand there.
 */
export function keyHint(path: KeyPath, key: string): KeyHint {
  cached ??= configJsonSchema();
  const root = cached;
  const here = keysAt(root, path);
  const sibling = nearest(key, here);
  if (sibling) return { message: `did you mean ${sibling}?`, meant: formatPath([...path, sibling]) };
  // Of keys with the same name the one that is the least deep.
  const depth = (full: string) => full.split('.').length;
  const keys = allKeys(root).sort((a, b) => depth(b) - depth(a));
  const elsewhere = new Map(keys.map(full => [full.replace(/^.*[.\]]/, ''), full]));
  const name = nearest(key, elsewhere.keys());
  const meant = name && elsewhere.get(name);
  if (meant) return { message: `did you mean ${meant}?`, meant };
  return { message: `expected one of ${here.join(', ')}` };
}
