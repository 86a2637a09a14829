/** Seconds since the start and per named part, on the monotonic clock. */
export class Stopwatch {
  readonly #start = performance.now();
  readonly #times: Record<string, number> = {};

  /** Seconds since this stopwatch was made. */
  elapsed(): number {
    return (performance.now() - this.#start) / 1000;
  }

  /** Runs `work` and adds its seconds to the part `name`. */
  async time<T>(name: string, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.#times[name] = (this.#times[name] ?? 0) + (performance.now() - start) / 1000;
    }
  }

  times(): Record<string, number> {
    return { ...this.#times };
  }
}
