import { hash } from 'node:crypto';
import { KeyNumbers } from './key-numbers.ts';
import type { TextStore } from './text-store.ts';

/** Numbers of keys of texts, told apart by the first 128 bits of their SHA-256: nobody can make two that collide. */
export const textNumbers = (): KeyNumbers => new KeyNumbers(4);

/**
 * The number of `key(text)` for each text of a store, so that texts with equal keys have one number. Shape [store.size].
 * Two stores that are to be compared share `numbers`.
 */
export function numberTexts(
  store: TextStore,
  key: (text: string) => string,
  numbers: KeyNumbers = textNumbers(),
): Int32Array {
  const digest = Buffer.alloc(16);
  const result = new Int32Array(store.size);
  for (let text = 0; text < result.length; text++) {
    digest.write(hash('sha256', key(store.text(text)), 'hex'), 'hex');
    const word = (at: number) => digest.readInt32LE(at);
    result[text] = numbers.of(word(0), word(4), word(8), word(12));
  }
  return result;
}
