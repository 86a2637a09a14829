/** Milliseconds between a signal and the end, whatever hangs; a runner kills after 7.5 s. */
const PATIENCE_MS = 6_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** An abort signal that the process' own signals set off. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Leaves the process' signals to others again. */
  release(): void;
}

/**
 * The first signal aborts, so that a report is still written; a second one, or six seconds, end the process at once.
 *
 * @param end what ends the process, with the exit code for it
 */
export function onSignals(end: (code: number) => void = code => process.exit(code)): Interruption {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const stop = () => {
    if (abort.signal.aborted) return end(4);
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
