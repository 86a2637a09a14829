import type { LineCounter } from 'yaml';
import { crossChecks } from './cross-checks.ts';
import { type Fault, formatPath, type KeyPath, MOST_SHOWN } from './fault.ts';
import { schemaFaults } from './issues.ts';
import { keyHint } from './known-keys.ts';
import { type Located, type PlainDocument, shownValue } from './plain.ts';
import { type Config, configSchema } from './schema.ts';

/** Where a fault shows: at the key for the key, at the value for the value, at the nearest map for what is missing. */
function locate(
  document: PlainDocument,
  path: KeyPath,
  at: 'key' | 'value',
): { offset: number; exact: Located | undefined } {
  const exact = document.nodes.get(JSON.stringify(path));
  for (let known = path.length; known >= 0; known--) {
    const node = document.nodes.get(JSON.stringify(path.slice(0, known)));
    if (!node) continue;
    const shown = (known === path.length && at === 'value' && node.value) || node.key || node.value;
    return { offset: shown?.range[0] ?? 0, exact };
  }
  return { offset: 0, exact };
}

/** Faults of the plain data: the schema's, the rules' and those across keys, all at once; or the configuration. */
export function checkPlain(
  document: PlainDocument,
  lines: LineCounter,
): { config?: Config; faults: Fault[] } {
  const result = configSchema.safeParse(document.value);
  const fromSchema = result.success ? [] : schemaFaults(result.error.issues, document.value);
  const known = fromSchema.map((fault, i) => {
    if (fault.kind !== 'unknown-key' || i >= MOST_SHOWN) return fault;
    const hint = keyHint(fault.path.slice(0, -1), String(fault.path.at(-1)));
    return { ...fault, message: `${fault.message}; ${hint.message}`, meant: hint.meant };
  });
  // A key that is misspelled is not missing as well.
  const meant = new Set(known.flatMap(fault => ('meant' in fault && fault.meant ? [fault.meant] : [])));
  const across = crossChecks(document.value).map(fault => ({ ...fault, kind: 'across' as const }));
  const faults = [...known, ...across].filter(
    ({ kind, path }) => kind === 'unknown-key' || kind === 'value' || !meant.has(formatPath(path)),
  );
  const located = faults.map(({ kind, path, message }): Fault => {
    const { offset, exact } = locate(document, path, kind === 'unknown-key' ? 'key' : 'value');
    const { line, col } = lines.linePos(offset);
    const value = exact && shownValue(exact.value);
    return {
      line,
      column: col,
      path,
      message: kind === 'missing' ? `missing; ${message}` : message,
      ...(value !== undefined && { value }),
    };
  });
  return { ...(result.success && { config: result.data }), faults: located };
}
