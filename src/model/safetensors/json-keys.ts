/**
 * The first key that an object of this JSON text has twice, at any depth; undefined when there is none. `JSON.parse`
 * keeps the last of such keys silently, another reader may keep the first. The text must be valid JSON.
 */
export function duplicateKey(text: string): string | undefined {
  // One set of keys for each open object; null for an open list.
  const open: (Set<string> | null)[] = [];
  const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]/gs;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [found] = match;
    if (found === '{') open.push(new Set());
    else if (found === '[') open.push(null);
    else if (found === '}' || found === ']') open.pop();
    else {
      const keys = open.at(-1);
      if (!keys || !isKey(text, token.lastIndex)) continue;
      const key = JSON.parse(found) as string;
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return undefined;
}

/** In valid JSON, a text followed by a colon is a key. */
function isKey(text: string, from: number): boolean {
  let at = from;
  while (' \t\n\r'.includes(text.charAt(at)) && at < text.length) at++;
  return text[at] === ':';
}
