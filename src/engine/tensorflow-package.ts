import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { FinetuneGateError } from '../errors.ts';

const VERSION = '4.22.0';
const GPU_PACKAGE = '@tensorflow/tfjs-node-gpu';
const CPU_PACKAGE = '@tensorflow/tfjs-node';

/** An installed TensorFlow package, its native binary included. */
export interface NativePackage {
  readonly name: string;
  readonly version: string;
  /** The command that installs it. */
  readonly install: string;
  /** Runs the package, which registers the backend `tensorflow`. */
  load(): unknown;
}

/**
 * Finds the package without running any of its code, since a package that fails half-way has by then replaced kernels of
 * the reference engine.
 *
 * @param runtime folder whose node_modules is searched, and those above it; this program's own when omitted.
 * @throws `ENGINE_UNAVAILABLE` with the command to run.
 */
export function findPackage(runtime: string | undefined, cpuPackage: boolean): NativePackage {
  const require = createRequire(runtime ? join(resolve(runtime), 'package.json') : import.meta.url);
  const names = cpuPackage ? [GPU_PACKAGE, CPU_PACKAGE] : [GPU_PACKAGE];
  let withoutBinary: string | undefined;
  for (const name of names) {
    const folder = packageFolder(require, name);
    if (!folder) continue;
    if (hasBinary(folder)) {
      const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
        version: string;
      };
      return { name, version, install: command('install', name, runtime), load: () => require(name) };
    }
    withoutBinary ??= name;
  }
  if (withoutBinary)
    throw new FinetuneGateError(
      'ENGINE_UNAVAILABLE',
      `${withoutBinary} is installed without its native binary, as with --ignore-scripts.`,
      { remedy: `Run: ${command('rebuild', withoutBinary, runtime)}` },
    );
  throw new FinetuneGateError('ENGINE_UNAVAILABLE', `${names.join(' or ')} is not installed.`, {
    remedy: `Run: ${command('install', GPU_PACKAGE, runtime)}`,
  });
}

function packageFolder(require: NodeJS.Require, name: string): string | undefined {
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

/** The binary is at lib/napi-v8/tfjs_binding.node, or under another version of Node's binary interface. */
function hasBinary(folder: string): boolean {
  const lib = join(folder, 'lib');
  return existsSync(lib) && readdirSync(lib).some(entry => existsSync(join(lib, entry, 'tfjs_binding.node')));
}

/** The install script fetches the binary, so it must run even where npm is told to run none. */
function command(verb: 'install' | 'rebuild', name: string, runtime: string | undefined): string {
  const where = runtime ? ` --prefix ${runtime}` : '';
  const what = verb === 'install' ? `--no-save ${name}@${VERSION}` : name;
  return `npm ${verb} --ignore-scripts=false${where} ${what}`;
}
