import { FinetuneGateError } from '../../errors.ts';

const OUT_OF_MEMORY = new RegExp(
  [
    'out[ _]?of[ _]?((device|host)[ _])?memory',
    // What std::bad_alloc says of itself differs by compiler.
    'bad[_ ]alloc',
    'failed to allocate',
    'alloc_failed',
    'available memory of',
    'can ?not allocate',
    'buffer size.*(exceed|limit)',
    'would require more than \\d+ bytes',
    'allocation( is| size)? too large',
    'is larger than the maximum.* binding size',
  ].join('|'),
  'i',
);
/** Dawn names the device between the words where it has a label. */
const DEVICE_LOST =
  /\bdevice\b[^.\n]{0,60}\blost\b|device_lost|lost device|device[ _](removed|hung|reset)|context is destroyed/i;

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
