/** What a reader cannot see and an attacker can use: controls, direction overrides, tag and zero-width characters. */
const UNSEEN =
  /[\p{Cc}\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
const LONE_SURROGATE = /\p{Cs}/gu;
const WHITE_SPACE = /[\s\u0085]+/gu;

/** `⟨U+202E⟩`: a character that would act or hide, spelled out instead. */
function spelled(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  return `⟨U+${point.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

/** The first `max` code points, with `…` where something was left out. Never splits a surrogate pair. */
export function shorten(text: string, max: number): string {
  // A code point takes at most two code units, so this window holds max + 1 of them without walking a huge text.
  const points = Array.from(text.slice(0, 2 * max + 2));
  return points.length > max ? `${points.slice(0, max).join('')}…` : text;
}

/** Controls (tabs and line breaks too), direction characters and lone surrogates made harmless; spaces stay. */
export function visible(text: string): string {
  return text.replace(LONE_SURROGATE, '\ufffd').replace(UNSEEN, spelled);
}

/**
 * Untrusted text on one line, harmless on a terminal: white space folded, control and direction characters spelled
 * out, lone surrogates replaced. Not escaped for Markdown.
 */
export function plain(text: string, max = 500): string {
  const folded = shorten(text, 4 * max)
    .replace(WHITE_SPACE, ' ')
    .trim();
  return visible(shorten(folded, max));
}
