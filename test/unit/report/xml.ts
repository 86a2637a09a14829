export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
}

const TOKEN = /<(\/?)([A-Za-z][\w-]*)((?: [\w-]+="[^"<]*")*)(\/?)>|([^<]+)/y;
/** https://www.w3.org/TR/xml/#charsets */
const ILLEGAL = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

/** Reads the little XML that JUnit reports are made of, and accepts nothing that XML 1.0 does not. */
export function readXml(text: string): XmlElement {
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!text.startsWith(declaration)) throw new Error('no declaration');
  if (ILLEGAL.test(text)) throw new Error('a character that XML has not');
  const top: XmlElement = { name: '', attributes: {}, children: [] };
  const open = [top];
  TOKEN.lastIndex = declaration.length;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(text);
    if (!token) throw new Error(`not well-formed: ${text.slice(at, at + 60)}`);
    const [, closing, name = '', attributes = '', empty, content] = token;
    if (content !== undefined) {
      if (content.trim() !== '') throw new Error(`stray text: ${content}`);
    } else if (closing) {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes nothing`);
    } else {
      const element = { name, attributes: readAttributes(attributes), children: [] };
      open.at(-1)!.children.push(element);
      if (!empty) open.push(element);
    }
  }
  if (open.length !== 1 || top.children.length !== 1) throw new Error('not one element');
  return top.children[0]!;
}

function readAttributes(text: string): Record<string, string> {
  const found = [...text.matchAll(/ ([\w-]+)="([^"]*)"/g)].map(([, name = '', raw = '']) => {
    if (/&(?!#\d+;)/.test(raw)) throw new Error(`a bare & in ${raw}`);
    return [name, raw.replace(/&#(\d+);/g, (_, point) => String.fromCodePoint(Number(point)))] as const;
  });
  if (new Set(found.map(([name]) => name)).size < found.length) throw new Error(`an attribute twice:${text}`);
  return Object.fromEntries(found);
}
