import { FinetuneGateError } from '../../errors.ts';

/**
 * Does something with a file of the cache. What fails on this disk is no fault of a connection or a server.
 *
 * @throws FinetuneGateError OUTPUT_UNWRITABLE
 */
export async function writing<T>(path: string, work: () => Promise<T>): Promise<T> {
  return work().catch(cause => {
    if (cause instanceof FinetuneGateError) throw cause;
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new FinetuneGateError('OUTPUT_UNWRITABLE', `The cache cannot be written: ${said}`, {
      place: { file: path },
      remedy: 'Free the disk, or name another --cache-dir (input: cache-dir).',
      cause,
    });
  });
}
