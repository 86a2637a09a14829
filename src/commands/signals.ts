/** Milliseconds between a signal and the end, whatever hangs; a runner kills after 7.5 s. */
const PATIENCE_MS = 6_000;
/** Milliseconds in which a second signal is the first one again: the terminal sends it to all, and npm passes it on. */
const SAME_MS = 250;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** An abort signal that the process' own signals set off. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Leaves the process' signals to others again. */
  release(): void;
}

/**
 * The first signal aborts, so that a report is still written; a later one, or six seconds, end the process at once.
 *
 * @param end what ends the process, with the exit code for it
 */
export function onSignals(end: (code: number) => void = code => process.exit(code)): Interruption {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let first = 0;
  const stop = () => {
    if (abort.signal.aborted) return performance.now() - first < SAME_MS ? undefined : end(4);
    first = performance.now();
    abort.abort();
    timer = setTimeout(() => end(4), PATIENCE_MS).unref();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  return {
    signal: abort.signal,
    release() {
      clearTimeout(timer);
      for (const signal of SIGNALS) process.off(signal, stop);
    },
  };
}
