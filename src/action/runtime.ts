import type { CheckOptions } from '../commands/check-options.ts';
import {
  type Installed,
  type InstallOptions,
  installRuntime,
  isInstalled,
} from '../commands/install-runtime.ts';

export interface RuntimeOptions extends Pick<InstallOptions, 'cache' | 'signal' | 'log' | 'env'> {
  /** Called when there is none; a run goes on without. */
  readonly notice: (message: string) => void;
  /** Whether the package is found without installing; tests say so themselves. */
  readonly installed?: () => boolean;
  readonly install?: (options: InstallOptions) => Promise<Installed>;
}

/**
 * The folder with the native packages for a job that needs them and names none: the built action holds no native code,
 * and is checked out without its dependencies.
 */
export async function provideRuntime(
  { engine, runtime }: Pick<CheckOptions, 'engine' | 'runtime'>,
  { notice, installed = isInstalled, install = installRuntime, ...options }: RuntimeOptions,
): Promise<string | undefined> {
  if (runtime !== undefined) return runtime;
  if ((engine !== 'auto' && engine !== 'onnxruntime') || installed()) return undefined;
  const { folder, reason } = await install(options);
  if (folder === undefined)
    notice(
      `ONNX Runtime could not be installed, so a slower engine may compute: ${reason}. On a runner without a network, ` +
        'install it beforehand with `npm install --ignore-scripts --prefix FOLDER onnxruntime-node`, and set the ' +
        'input `runtime` to that folder.',
    );
  return folder;
}
