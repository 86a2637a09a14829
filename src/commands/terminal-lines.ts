import { visible } from '../report/text.ts';

/** The part of a stream that a terminal writer needs. */
export interface LineStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** Milliseconds between two progress lines where they cannot replace each other. */
const PLAIN_INTERVAL_MS = 5_000;

/** Writes log lines and one progress line: the latter in place on a terminal, now and then as a plain line elsewhere. */
export class TerminalLines {
  readonly #stream: LineStream;
  readonly #now: () => number;
  #shown = false;
  #last = Number.NEGATIVE_INFINITY;

  constructor(stream: LineStream, now: () => number = () => performance.now()) {
    this.#stream = stream;
    this.#now = now;
  }

  readonly log = (line: string): void => {
    this.clear();
    for (const part of line.split('\n')) this.#stream.write(`${visible(part)}\n`);
  };

  readonly progress = (line: string): void => {
    if (this.#stream.isTTY) {
      this.#stream.write(`\r\x1b[2K${line.slice(0, (this.#stream.columns || 80) - 1)}`);
      this.#shown = true;
    } else if (this.#now() - this.#last >= PLAIN_INTERVAL_MS) {
      this.#last = this.#now();
      this.#stream.write(`${line}\n`);
    }
  };

  /** Takes the progress line away. */
  clear(): void {
    if (this.#shown) this.#stream.write('\r\x1b[2K');
    this.#shown = false;
  }
}
