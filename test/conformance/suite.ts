import jasmineRequire, { type Env, type Spec, type Suite } from 'jasmine-core/lib/jasmine-core/jasmine.js';

/** How many specs tfjs-core 4.22.0 defines for one backend in Node; two are only for its own, `cpu`. */
const SPECS = 4232;
const OF_CPU = 2;

/** What tfjs' own runner allows; specs with large shapes need it. Milliseconds. */
const TIMEOUT = 20_000;

/** tfjs-core's specs, defined for one backend and ready to run. */
export interface ConformanceSuite {
  readonly env: Env;
  readonly names: readonly string[];
  /** The full name of a spec without the environment, which describes what the spec tests and nothing else. */
  nameOf(fullName: string): string;
}

/**
 * Defines the specs for a registered backend whose tensors can be read synchronously. Call it once in a process.
 *
 * @throws when not all specs were found: a bundler that drops some must not pass for a run of all.
 */
export async function loadSuite(backendName: string): Promise<ConformanceSuite> {
  const jasmine = jasmineRequire.core(jasmineRequire);
  const env = jasmine.getEnv({ suppressLoadErrors: true });
  Object.assign(globalThis, jasmineRequire.interface(jasmine, env));
  jasmine.DEFAULT_TIMEOUT_INTERVAL = TIMEOUT;
  // Kept, so that specs can be run again. Each takes the setting from when it is defined.
  env.configure({ random: false, autoCleanClosures: false });

  // Every file of specs defines them while it is loaded: the globals and the environment must stand before.
  const { setTestEnvs } = await import('@tensorflow/tfjs-core/dist/jasmine_util');
  setTestEnvs([{ name: backendName, backendName, isDataSync: true }]);
  await import('@tensorflow/tfjs-core/dist/register_all_gradients');
  await import('@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops');
  await import('@tensorflow/tfjs-core/dist/tests');

  const nameOf = (fullName: string) => fullName.replace(` ${backendName} {}`, '');
  const names = specsOf(env.topSuite()).map(spec => nameOf(spec.getFullName()));
  const expected = backendName === 'cpu' ? SPECS : SPECS - OF_CPU;
  if (names.length !== expected) throw new Error(`${names.length} specs were found, not ${expected}`);
  return { env, names, nameOf };
}

function specsOf(suite: Suite): Spec[] {
  return suite.children.flatMap(child => ('children' in child ? specsOf(child) : [child]));
}
