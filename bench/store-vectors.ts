/** What a text's vector must be: each float hangs on the text and on its place, and no two texts agree. */
export function vectorOf(text: number, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  let state = (Math.imul(text + 1, 0x9e3779b1) ^ dimensions) >>> 0;
  for (let at = 0; at < dimensions; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    vector[at] = state / 2 ** 32 - 0.5;
  }
  vector[0] = text;
  return vector;
}

export const textOf = (text: number): string => `what is the number of question ${text}?`;

/** Rows of many texts. Row-major [texts, dimensions]. */
export function vectorsOf(texts: readonly number[], dimensions: number): Float32Array {
  const vectors = new Float32Array(texts.length * dimensions);
  texts.forEach((text, row) => {
    vectors.set(vectorOf(text, dimensions), row * dimensions);
  });
  return vectors;
}
