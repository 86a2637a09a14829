import type { SpecResult } from 'jasmine-core/lib/jasmine-core/jasmine.js';
import type { Excluded, Unregistered } from './exclusions.ts';
import type { ConformanceSuite } from './suite.ts';

export interface Failure {
  readonly spec: string;
  readonly message: string;
}

export interface Outcome {
  readonly passed: readonly string[];
  readonly failed: readonly Failure[];
  /** Specs that count neither way, by why. */
  readonly skipped: ReadonlyMap<string, readonly string[]>;
  /** Kernels for lack of which a spec was skipped. */
  readonly missing: ReadonlySet<string>;
}

export interface RunOptions {
  readonly wanted: (spec: string) => boolean;
  readonly unregistered: readonly Unregistered[];
  readonly excluded: readonly Excluded[];
  /** Told before each spec which one it is. */
  readonly started?: (spec: string) => void;
}

/** What tfjs says when it finds no kernel. */
const NOT_REGISTERED = /Kernel '(\w+)' not registered for backend '\w+'/;

/** Runs the wanted specs on tfjs' current backend. May be called again. */
export async function runSpecs(suite: ConformanceSuite, options: RunOptions): Promise<Outcome> {
  const { wanted, started } = options;
  const reasons = new Map(options.excluded.map(({ spec, reason }) => [spec, reason]));
  const lacking = new Map(
    options.unregistered.flatMap(({ reason, kernels }) => kernels.map(kernel => [kernel, reason] as const)),
  );
  const passed: string[] = [];
  const failed: Failure[] = [];
  const skipped = new Map<string, string[]>();
  const missing = new Set<string>();
  const skip = (reason: string, spec: string) => {
    skipped.set(reason, [...(skipped.get(reason) ?? []), spec]);
  };
  for (const spec of suite.names) {
    const reason = wanted(spec) ? reasons.get(spec) : undefined;
    if (reason !== undefined) skip(reason, spec);
  }
  const specDone = (result: SpecResult) => {
    const spec = suite.nameOf(result.fullName);
    if (result.status === 'passed') passed.push(spec);
    if (result.status === 'pending') skip("tfjs' own suite leaves it pending", spec);
    if (result.status !== 'failed') return;
    const messages = result.failedExpectations.map(({ message }) => message);
    const kernels = messages.map(message => NOT_REGISTERED.exec(message)?.[1] ?? '');
    if (kernels.every(kernel => lacking.has(kernel))) {
      skip(lacking.get(kernels[0]!)!, spec);
      for (const kernel of kernels) missing.add(kernel);
    } else failed.push({ spec, message: messages[0] ?? 'no message' });
  };
  // What fails before or after all specs of a suite belongs to none of them.
  const outside = (name: string, { failedExpectations }: Pick<SpecResult, 'failedExpectations'>) => {
    for (const { message } of failedExpectations) failed.push({ spec: name, message });
  };

  const { env } = suite;
  env.clearReporters();
  env.addReporter({
    specStarted: result => started?.(suite.nameOf(result.fullName)),
    specDone,
    suiteDone: result => outside(suite.nameOf(result.fullName), result),
    jasmineDone: result => outside('the whole suite', result),
  });
  env.configure({
    specFilter: spec => {
      const name = suite.nameOf(spec.getFullName());
      return wanted(name) && !reasons.has(name);
    },
  });
  await env.execute();
  return { passed, failed, skipped, missing };
}
