export type TokenKind =
  | 'word'
  | 'slice'
  | 'number'
  | 'quantity'
  | 'comparator'
  | 'sign'
  | 'at'
  | 'unknown'
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Counts from 1 within the rule. */
  readonly position: number;
}

const PATTERNS: readonly (readonly [TokenKind, RegExp])[] = [
  // `[source=forum]` as one piece; a quoted value may hold a bracket.
  ['slice', /\[(?:"[^"]*"|[^"\]])*\]/y],
  // A metric at k, such as `recall@10`; after `baseline` and `base branch`, `@` is always a confidence level.
  ['word', /(?!baseline|branch)[A-Za-z_]\w*@\d+(?![\w.%])/y],
  ['word', /baseline\."[^"]*"|baseline\.\w[\w.-]*|[A-Za-z_]\w*(?:-[A-Za-z]\w*)*/y],
  ['number', /(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?(?:\s*%)?(?![\w.%])/iy],
  // A number and its unit, such as `500MB`.
  ['quantity', /(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?[a-z]+(?![\w.%])/iy],
  ['comparator', /[<>=!≤≥≠]+/y],
  ['sign', /[+\-−]/y],
  ['at', /@/y],
  // What none of the above knows, as one piece, so that the message can show it.
  ['unknown', /[^\s<>=!]+/y],
];

/** Splits a rule into tokens; the last is `end`. Unknown pieces are tokens too: the parser refuses them in context. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at]!)) {
      at++;
      continue;
    }
    for (const [kind, pattern] of PATTERNS) {
      pattern.lastIndex = at;
      const found = pattern.exec(text)?.[0];
      if (found === undefined) continue;
      tokens.push({ kind, text: found, position: at + 1 });
      at += found.length;
      break;
    }
  }
  tokens.push({ kind: 'end', text: '', position: text.length + 1 });
  return tokens;
}
