/** Most inputs that an embeddings endpoint takes at once. */
export const MOST_INPUTS = 2048;

/** Most estimated tokens of a request; endpoints take about 300 000. */
const MOST_TOKENS = 200_000;

/** Of UTF-8 for one token. English has four, Chinese three; the estimate is to be above the count. */
const BYTES_PER_TOKEN = 3;

/** An upper estimate of a text's tokens, without its tokenizer: bytes of UTF-8 / 3, a third above English's count. */
export function estimateTokens(text: string): number {
  return Math.max(1, Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN));
}

export const totalEstimate = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + estimateTokens(text), 0);

/**
 * Positions of texts, in their order, as requests that an endpoint takes.
 *
 * @param size most texts of a request
 */
export function planRequests(
  texts: readonly string[],
  size: number,
  mostTokens: number = MOST_TOKENS,
): number[][] {
  const requests: number[][] = [];
  let [current, tokens]: [number[], number] = [[], 0];
  texts.forEach((text, i) => {
    const more = estimateTokens(text);
    if (current.length > 0 && (current.length >= Math.min(size, MOST_INPUTS) || tokens + more > mostTokens)) {
      requests.push(current);
      [current, tokens] = [[], 0];
    }
    current.push(i);
    tokens += more;
  });
  if (current.length > 0) requests.push(current);
  return requests;
}
