import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type * as OrtModule from 'onnxruntime-node';
import type * as BindingModule from 'onnxruntime-node/dist/binding.js';
import { FinetuneGateError } from '../../errors.ts';

const NAME = 'onnxruntime-node';
const VERSION = '1.30.0';

/** ONNX Runtime, loaded: its public API, and the synchronous binding underneath, which is ready for use. */
export interface OnnxruntimePackage {
  readonly ort: typeof OrtModule;
  readonly binding: typeof BindingModule.binding;
  readonly version: string;
  /** The folder of the package, which holds the native libraries. */
  readonly folder: string;
}

/** Where the package is, found without running any of its code. */
export interface FoundOnnxruntime {
  readonly folder: string;
  readonly version: string;
}

/**
 * Loads ONNX Runtime. Loading again gives the same modules.
 *
 * @param runtime folder whose node_modules is searched first, and those above it; then this program's own.
 * @throws `ENGINE_UNAVAILABLE` with the command to run, where it is not installed or does not load.
 */
export function loadOnnxruntime(runtime?: string): OnnxruntimePackage {
  const { folder, version } = findOnnxruntime(runtime);
  const require = createRequire(join(folder, 'package.json'));
  const load = (file: string) => require(join(folder, 'dist', file));
  // Since 1.29 it reports about models and sessions to its makers unless this is set before it loads.
  process.env.ORT_DISABLE_TELEMETRY = '1';
  try {
    const { binding, initOrt } = load('binding.js') as typeof BindingModule;
    const ort = load('index.js') as typeof OrtModule;
    initOrt();
    return { ort, binding, version, folder };
  } catch (cause) {
    const [reason] = String(cause instanceof Error ? cause.message : cause).split('\n');
    throw new FinetuneGateError('ENGINE_UNAVAILABLE', `${NAME} ${version} does not load: ${reason}`, {
      remedy: `Install it again: rm -rf ${folder} && ${installCommand(runtime)}; or set \`engine: reference\`.`,
      cause,
    });
  }
}

/**
 * Looks where {@link loadOnnxruntime} does.
 *
 * @param own a file of this program
 * @throws `ENGINE_UNAVAILABLE` where it is not installed, or has no binary for this platform.
 */
export function findOnnxruntime(runtime?: string, own = import.meta.url): FoundOnnxruntime {
  const places = [...(runtime ? [join(resolve(runtime), 'package.json')] : []), own];
  const folder = places.map(packageFolder).find(found => found !== undefined);
  if (folder === undefined)
    throw new FinetuneGateError('ENGINE_UNAVAILABLE', `${NAME} is not installed.`, {
      remedy: `Run: ${installCommand(runtime)}`,
    });
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  if (!existsSync(join(binaryFolder(folder), 'onnxruntime_binding.node')))
    throw new FinetuneGateError(
      'ENGINE_UNAVAILABLE',
      `${NAME} ${version} has no binary for ${process.platform} on ${process.arch}.`,
      { remedy: 'Set `engine: auto` or `engine: reference`, or run on another platform.' },
    );
  return { folder, version };
}

/** The folder of the native libraries for this platform, in the package's `folder`. */
export function binaryFolder(folder: string): string {
  return join(folder, 'bin', 'napi-v6', process.platform, process.arch);
}

/** The package runs without its install script, which only fetches CUDA's libraries. */
export function installCommand(runtime: string | undefined): string {
  const where = runtime ? ` --prefix ${runtime}` : '';
  return `npm install --ignore-scripts${where} --no-save ${NAME}@${VERSION}`;
}

function packageFolder(place: string): string | undefined {
  try {
    return dirname(createRequire(place).resolve(`${NAME}/package.json`));
  } catch {
    return undefined;
  }
}
