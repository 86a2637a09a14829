/**
 * The answer of some work, or an error when it takes too long or the run is cancelled. The work itself cannot be ended:
 * the clients of caches and artifacts take no signal.
 */
export async function within<T>(work: Promise<T>, milliseconds: number, signal?: AbortSignal): Promise<T> {
  let end = () => {};
  const ended = new Promise<never>((_, reject) => {
    const abort = () => reject(new Error('the run was cancelled'));
    const timer = setTimeout(
      () => reject(new Error(`it took longer than ${Math.round(milliseconds / 1000)} s`)),
      milliseconds,
    );
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
    end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
  });
  return Promise.race([work, ended]).finally(() => end());
}

export const said = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
