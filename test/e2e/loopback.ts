import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Sandbox } from '../sandbox.ts';

/** Serves one answer to whatever comes, notes it, and ends by itself. */
const SERVER = `
const { createServer } = require('node:http');
const { appendFileSync, writeFileSync } = require('node:fs');
const [seen, port, status, headers, body] = process.argv.slice(1);
const server = createServer((request, response) => {
  appendFileSync(seen, request.method + ' ' + request.url + ' ' + request.headers.authorization + '\\n');
  request.resume().on('end', () => response.writeHead(Number(status), JSON.parse(headers)).end(body));
});
server.listen(0, '127.0.0.1', () => writeFileSync(port, String(server.address().port)));
setTimeout(() => process.exit(), 120_000);
`;

/** An endpoint on this machine, in a process of its own: the action is waited for synchronously. */
export class Loopback {
  readonly #folder = new Sandbox();
  readonly #process;
  readonly url: string;

  constructor(status: number, body: string, headers: Record<string, string> = {}) {
    for (const file of ['seen', 'port']) this.#folder.write(file, '');
    const [seen, port] = [this.#folder.path('seen'), this.#folder.path('port')];
    const given = [seen, port, String(status), JSON.stringify(headers), body];
    this.#process = spawn(process.execPath, ['-e', SERVER, ...given], { stdio: 'ignore' });
    for (let waited = 0; readFileSync(port, 'utf8') === ''; waited++) {
      if (waited > 1000) throw new Error('The server did not start.');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
    this.url = `http://127.0.0.1:${readFileSync(port, 'utf8')}/v1`;
  }

  /** What was asked, a line each, with the key that came along. */
  get seen(): string {
    return this.#folder.read('seen');
  }

  stop(): void {
    this.#process.kill();
  }
}
