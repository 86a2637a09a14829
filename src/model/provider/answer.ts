import { FinetuneGateError } from '../../errors.ts';

/** The embeddings of a request's texts, in their order. */
export interface Answer {
  /** Row-major [texts, dimensions]. */
  readonly vectors: Float32Array;
  readonly dimensions: number;
  /** As the endpoint counts them; undefined when it does not say. */
  readonly tokens?: number;
}

const MOST_DIMENSIONS = 65_536;

/**
 * Reads an answer in the format of the OpenAI API and checks it: one embedding a text, put in order by `index`, all of
 * one width, finite and not zero. Embeddings are base64 of little-endian float32, or lists of numbers.
 *
 * @param expected texts asked for, and numbers of an embedding where these are known
 * @throws FinetuneGateError PROVIDER_FAILED
 */
export function readAnswer(
  text: string,
  expected: { readonly texts: number; readonly dimensions?: number | undefined },
): Answer {
  const { data, usage } = parse(text);
  if (!Array.isArray(data)) throw failed('an answer without a list of embeddings');
  if (data.length !== expected.texts) {
    throw failed(`${data.length} embeddings for ${expected.texts} texts`);
  }
  let { dimensions } = expected;
  let vectors: Float32Array | undefined;
  const seen = new Uint8Array(data.length);
  data.forEach((item: unknown, place) => {
    const { index = place, embedding } = object(item);
    if (!Number.isSafeInteger(index) || Number(index) < 0 || Number(index) >= seen.length) {
      throw failed('an embedding whose index is none of a text');
    }
    const row = Number(index);
    if (seen[row]) throw failed(`two embeddings for text ${row + 1} of a request`);
    seen[row] = 1;
    const vector = toVector(embedding);
    dimensions ??= vector.length;
    if (vector.length !== dimensions || dimensions > MOST_DIMENSIONS) {
      throw failed(`an embedding of ${vector.length} dimensions where ${dimensions} are expected`);
    }
    assertUsable(vector);
    vectors ??= new Float32Array(data.length * dimensions);
    vectors.set(vector, row * dimensions);
  });
  const tokens = object(usage).total_tokens;
  return {
    vectors: vectors ?? new Float32Array(),
    dimensions: dimensions ?? 0,
    ...(Number.isSafeInteger(tokens) && Number(tokens) >= 0 && { tokens: Number(tokens) }),
  };
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    return object(JSON.parse(text));
  } catch {
    throw failed('an answer that is no JSON');
  }
}

const object = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

function toVector(embedding: unknown): Float32Array {
  if (typeof embedding === 'string') {
    const bytes = Buffer.from(embedding, 'base64');
    if (bytes.length === 0 || bytes.length % 4 !== 0)
      throw failed('an embedding that is no base64 of floats');
    const vector = new Float32Array(bytes.length / 4);
    for (let i = 0; i < vector.length; i++) vector[i] = bytes.readFloatLE(4 * i);
    return vector;
  }
  if (!Array.isArray(embedding) || embedding.length === 0) throw failed('an answer without an embedding');
  if (!embedding.every(value => typeof value === 'number')) {
    throw failed('an embedding with something that is no number');
  }
  return Float32Array.from(embedding);
}

function assertUsable(vector: Float32Array): void {
  if (!vector.every(Number.isFinite)) throw failed('an embedding that is not finite');
  if (vector.every(value => value === 0)) throw failed('an embedding of zeros');
}

function failed(problem: string): FinetuneGateError {
  return new FinetuneGateError('PROVIDER_FAILED', `The embedding provider gave ${problem}.`);
}
