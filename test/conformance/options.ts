import { parseArgs } from 'node:util';

export interface ConformanceOptions {
  readonly engine: 'onnxruntime' | 'reference';
  readonly provider: 'cpu' | 'webgpu';
  /** Specs whose name matches; all when omitted. */
  readonly only: RegExp | null;
  /** Only specs of kernels that training uses. */
  readonly training: boolean;
}

export const USAGE = `usage: npm run conformance -- [options]
  --engine onnxruntime|reference   whose backend is tested (onnxruntime)
  --provider cpu|webgpu            where onnxruntime computes (cpu)
  --only REGEX                     only specs whose name matches
  --kernels training               only specs that use no kernel but those of training`;

/** @throws TypeError for options that are not understood. */
export function readOptions(args: readonly string[]): ConformanceOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      engine: { type: 'string', default: 'onnxruntime' },
      provider: { type: 'string', default: 'cpu' },
      only: { type: 'string' },
      kernels: { type: 'string' },
    },
  });
  const { engine, provider, only, kernels } = values;
  if (engine !== 'onnxruntime' && engine !== 'reference') throw new TypeError(`no engine ${engine}`);
  if (provider !== 'cpu' && provider !== 'webgpu') throw new TypeError(`no provider ${provider}`);
  if (engine === 'reference' && provider !== 'cpu') throw new TypeError(`${engine} has no ${provider}`);
  if (kernels !== undefined && kernels !== 'training') throw new TypeError(`no kernels ${kernels}`);
  return {
    engine,
    provider,
    only: only === undefined ? null : new RegExp(only),
    training: kernels !== undefined,
  };
}
