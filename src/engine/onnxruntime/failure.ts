import { FinetuneGateError } from '../../errors.ts';

const OUT_OF_MEMORY =
  /out of memory|out_of_memory|bad_alloc|failed to allocate|available memory of|can ?not allocate|buffer size.*(exceed|limit)/i;
const DEVICE_LOST = /device (is|was|has been)? ?lost|lost device|device removed|context is destroyed/i;

/** What ONNX Runtime threw, as an error of ours: its first line, without the stack of the native code. */
export function engineError(cause: unknown, provider: string): FinetuneGateError {
  if (cause instanceof FinetuneGateError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  const [line = ''] = text.split('\n');
  const message = `ONNX Runtime (${provider}): ${line.trim()}`;
  if (OUT_OF_MEMORY.test(text)) return new FinetuneGateError('ENGINE_OUT_OF_MEMORY', message, { cause });
  if (DEVICE_LOST.test(text)) return new FinetuneGateError('ENGINE_DEVICE_LOST', message, { cause });
  return new FinetuneGateError('ENGINE_FAILED', message, { cause });
}
