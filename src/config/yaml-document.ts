import { Composer, type CST, type Document, LineCounter, type ParsedNode, Parser } from 'yaml';
import type { TextFault } from './plain.ts';

/** Deeper than any configuration; the library's recursion must not meet a file made to exhaust it. */
const DEEPEST = 32;

/** What the text of a YAML file is, before its meaning: either `contents`, or faults that hide the meaning. */
export interface YamlDocument {
  /** Null where the text cannot be read, or is empty. */
  readonly contents: ParsedNode | null;
  /** Not valid YAML; when there are any, nothing is known of the content. */
  readonly syntax: readonly TextFault[];
  /** Valid YAML that this format leaves out: directives, tags, further documents. */
  readonly unused: readonly TextFault[];
  readonly lines: LineCounter;
}

/** Depth of nesting, without recursion. */
function depth(root: CST.Token): number {
  let deepest = 0;
  const open: [CST.Token | null | undefined, number][] = [[root, 1]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [token, level] = next;
    if (!token) continue;
    deepest = Math.max(deepest, level);
    if (token.type === 'document') open.push([token.value, level]);
    if ('items' in token)
      for (const item of token.items) open.push([item.key, level + 1], [item.value, level + 1]);
  }
  return deepest;
}

const fault = (offset: number, message: string): TextFault => ({ offset, path: [], message });

/** Plainer words for what people do most. */
const WORDS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'a tab cannot indent; use spaces',
  NON_STRING_KEY: 'a key is plain text, not a list or a map',
};

function syntaxFaults(document: Document.Parsed): TextFault[] {
  return document.errors.map(({ code, pos, message }) =>
    fault(pos[0], WORDS[code] ?? message.charAt(0).toLowerCase() + message.slice(1)),
  );
}

/** Reads YAML 1.2 with its core schema: no merge keys, no tags of one's own, nothing that runs. */
export function parseYaml(text: string): YamlDocument {
  const lines = new LineCounter();
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const tooDeep = tokens.find(token => depth(token) > DEEPEST);
  if (tooDeep) {
    const message = `nested more than ${DEEPEST} deep`;
    return { contents: null, syntax: [fault(tooDeep.offset, message)], unused: [], lines };
  }
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    merge: false,
    stringKeys: true,
    // Found in plain.ts, which does not compare each key with all the others.
    uniqueKeys: false,
  });
  const documents = [...composer.compose(tokens, false, text.length)];
  const [first, second] = documents;
  const directives = tokens.filter(token => token.type === 'directive');
  return {
    contents: first?.contents ?? null,
    syntax: documents.flatMap(syntaxFaults),
    unused: [
      ...directives.map(({ offset }) => fault(offset, 'directives (%) are not used here')),
      ...documents.flatMap(({ warnings }) =>
        warnings.map(({ pos }) => fault(pos[0], 'this tag (!) is not known')),
      ),
      ...(second ? [fault(second.range[0], 'a second document starts here; a configuration is one')] : []),
    ],
    lines,
  };
}
