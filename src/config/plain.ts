import { isAlias, isMap, isScalar, isSeq, type Pair, type ParsedNode, type YAMLMap } from 'yaml';
import { type KeyPath, printable } from './fault.ts';

/** Something about the text that plain data cannot have; `offset` counts characters. */
export interface TextFault {
  readonly offset: number;
  readonly path: KeyPath;
  readonly message: string;
  /** The value at `path` is not known, so nothing else can be said of it. */
  readonly hides?: true;
}

/** Where a key stands: the name itself and its value. The top has no name. */
export interface Located {
  readonly key?: ParsedNode;
  readonly value: ParsedNode | null;
}

/** The plain data of a YAML document, with the node behind each path. */
export interface PlainDocument {
  readonly value: unknown;
  readonly faults: readonly TextFault[];
  /** By `JSON.stringify` of the path. */
  readonly nodes: ReadonlyMap<string, Located>;
}

type Entry = Pair<ParsedNode, ParsedNode | null>;

/** Turns nodes into plain data itself, since the library would resolve aliases and could be led to `__proto__`. */
export function toPlain(contents: ParsedNode): PlainDocument {
  const faults: TextFault[] = [];
  const nodes = new Map<string, Located>();

  const map = (node: YAMLMap.Parsed, path: KeyPath): Record<string, unknown> => {
    const result: Record<string, unknown> = {};
    const seen = new Set<string>();
    for (const { key, value } of node.items as Entry[]) {
      const name = isScalar(key) ? String(key.value ?? '') : '';
      const here = [...path, name];
      if (seen.has(name)) {
        faults.push({ offset: key.range[0], path: here, message: 'this key is given twice' });
        continue;
      }
      seen.add(name);
      if (key.anchor) faults.push({ offset: key.range[0], path: here, message: NO_ANCHORS });
      const plain = convert(value, here, key);
      Object.defineProperty(result, name, {
        value: plain,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    return result;
  };

  const convert = (node: ParsedNode | null, path: KeyPath, key?: ParsedNode): unknown => {
    nodes.set(JSON.stringify(path), { value: node, ...(key && { key }) });
    if (node === null) return null;
    if (isAlias(node)) {
      faults.push({ offset: node.range[0], path, message: NO_ALIASES, hides: true });
      return undefined;
    }
    if (node.anchor) faults.push({ offset: node.range[0], path, message: NO_ANCHORS });
    if (isMap(node)) return map(node as YAMLMap.Parsed, path);
    if (isSeq(node)) return node.items.map((item, i) => convert(item as ParsedNode, [...path, i]));
    return node.value;
  };

  return { value: convert(contents, []), faults, nodes };
}

const NO_ANCHORS = 'anchors (&) are not used here; write each value out';
const NO_ALIASES = 'aliases (*) are not used here; write the value out';

/** A value as the file has it, on one line. */
export function shownValue(node: ParsedNode | null | undefined): string | undefined {
  if (isScalar(node)) {
    if (typeof node.value === 'string' && node.type !== 'PLAIN') return printable(JSON.stringify(node.value));
    return node.source === '' || node.source === undefined ? undefined : printable(node.source);
  }
  if (isAlias(node)) return printable(`*${node.source}`);
  return undefined;
}
