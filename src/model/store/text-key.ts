import { hash } from 'node:crypto';
import { KEY_BYTES } from './format.ts';

/** Writes the key of each text: the start of the SHA-256 of its UTF-16 code units, which no text loses. [texts × 16] */
export function textKeys(texts: readonly string[]): Buffer {
  const keys = Buffer.allocUnsafe(texts.length * KEY_BYTES);
  texts.forEach((text, i) => {
    hash('sha256', Buffer.from(text, 'utf16le'), 'buffer').copy(keys, i * KEY_BYTES, 0, KEY_BYTES);
  });
  return keys;
}
