import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

/** A request as the endpoint saw it. */
export interface AskedFor {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: {
    readonly model: string;
    readonly input: readonly string[];
    readonly encoding_format?: string;
    readonly dimensions?: number;
  };
}

/** Answers a request instead of the endpoint's own way; `false` leaves it to the endpoint. */
export type Misbehaviour = (asked: AskedFor, response: ServerResponse, request: number) => boolean;

export const KEY = 'sk-test-9f8e7d6c5b4a3f2e1d';
export const WIDTH = 24;

/** A text's embedding: each word has a direction of its own, so that texts that share words are near. */
export function embeddingOf(text: string, dimensions = WIDTH): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const word of text.toLowerCase().split(/\W+/)) {
    const digest = createHash('sha512').update(word).digest();
    for (let i = 0; i < dimensions; i++) vector[i]! += digest[i % 64]! / 255 - 0.5;
  }
  return vector.map(Math.fround);
}

/** Tokens as this endpoint counts them: a word is one. */
export const tokensOf = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + text.split(/\s+/).length, 0);

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** An embeddings endpoint on the loopback interface, closed when the test file is done. */
export class FakeProvider {
  origin = '';
  readonly asked: AskedFor[] = [];
  misbehaviour: Misbehaviour = () => false;

  static async start(misbehaviour: Misbehaviour = () => false): Promise<FakeProvider> {
    const provider = new FakeProvider();
    provider.misbehaviour = misbehaviour;
    const server = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part);
      const asked = {
        path: request.url ?? '',
        headers: request.headers,
        body: JSON.parse(Buffer.concat(parts).toString() || '{}'),
      };
      provider.asked.push(asked);
      if (!provider.misbehaviour(asked, response, provider.asked.length)) answer(response, answerTo(asked));
    });
    servers.push(server);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    provider.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return provider;
  }

  get baseUrl(): string {
    return `${this.origin}/v1`;
  }

  /** Every text that was sent, in order. */
  get texts(): string[] {
    return this.asked.flatMap(({ body }) => body.input);
  }
}

export function answerTo({ body }: AskedFor) {
  const { model, input, encoding_format: format, dimensions } = body;
  const embedded = input.map(text => embeddingOf(text, dimensions));
  return {
    object: 'list',
    model,
    data: embedded.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding:
        format === 'base64' ? Buffer.from(Float32Array.from(vector).buffer).toString('base64') : vector,
    })) as { object: string; index: number; embedding: unknown }[],
    usage: { prompt_tokens: tokensOf(input), total_tokens: tokensOf(input) },
  };
}

export function answer(response: ServerResponse, body: unknown, status = 200, headers = {}): true {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
  return true;
}
