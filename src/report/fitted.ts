/** A part of a page. `drop`: who goes first when there is no room (1 first); without it, last of all. */
export interface Part {
  readonly name: string;
  readonly text: string;
  readonly drop?: number;
}

/** The parts that have text, less the least important ones until the rest has at most `maxBytes` in UTF-8. */
export function fitted(all: readonly Part[], maxBytes: number): string {
  const parts = all.filter(part => part.text !== '');
  const dropOrder = parts.filter(part => part.drop !== undefined).sort((a, b) => a.drop! - b.drop!);
  const left = new Set<string>();
  for (let i = 0; i <= dropOrder.length; i++) {
    const text = join(
      parts.filter(part => !left.has(part.name)),
      [...left],
    );
    if (Buffer.byteLength(text) <= maxBytes) return text;
    const next = dropOrder[i];
    if (next) left.add(next.name);
  }
  const heading = `${parts[0]?.text.split('\n', 1)[0] ?? ''}\n`;
  return Buffer.byteLength(heading) <= maxBytes ? heading : '';
}

function join(parts: readonly Part[], left: readonly string[]): string {
  const note =
    left.length > 0
      ? [`Left out for lack of room: ${left.join(', ')}. The whole report is in report.json.`]
      : [];
  return `${[...parts.map(part => part.text), ...note].join('\n\n')}\n`;
}
