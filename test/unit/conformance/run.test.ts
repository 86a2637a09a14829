import type { Reporter, Spec, SpecResult } from 'jasmine-core/lib/jasmine-core/jasmine.js';
import { describe, expect, it } from 'vitest';
import { runSpecs } from '../../conformance/run.ts';
import { staleExclusions } from '../../conformance/stale.ts';
import type { ConformanceSuite } from '../../conformance/suite.ts';

const LACKING = "Kernel 'Conv2D' not registered for backend 'onnxruntime'";

/** A suite of specs, each with the messages it fails with. */
function suiteOf(specs: Readonly<Record<string, readonly string[]>>): ConformanceSuite {
  let reporters: Reporter[] = [];
  let filter: (spec: Spec) => boolean = () => true;
  const env = {
    configure: (options: { specFilter?(spec: Spec): boolean }) => {
      filter = options.specFilter ?? filter;
    },
    clearReporters: () => {
      reporters = [];
    },
    addReporter: (reporter: Reporter) => reporters.push(reporter),
    topSuite: () => ({ children: [] }),
    execute: async () => {
      for (const [fullName, messages] of Object.entries(specs)) {
        if (!filter({ getFullName: () => fullName })) continue;
        const failedExpectations = messages.map(message => ({ message }));
        const status = messages.length > 0 ? 'failed' : 'passed';
        for (const { specDone } of reporters)
          specDone?.({ fullName, status, failedExpectations } as SpecResult);
      }
      const failedExpectations = specs['after all']?.map(message => ({ message })) ?? [];
      for (const { jasmineDone } of reporters) jasmineDone?.({ failedExpectations });
    },
  };
  return { env, names: Object.keys(specs), nameOf: name => name };
}

const unregistered = [{ reason: 'no images', kernels: ['Conv2D'] }];
const all = { wanted: () => true, unregistered, excluded: [] };

describe('a conformance run', () => {
  it('skips a spec only for lack of a kernel that is listed, and for nothing else', async () => {
    const outcome = await runSpecs(
      suiteOf({
        passes: [],
        lacks: [`Error: ${LACKING}`],
        'lacks another': [LACKING.replace('Conv2D', 'Add')],
        'lacks and differs': [LACKING, 'Arrays differ'],
        differs: ['Arrays differ'],
      }),
      all,
    );
    expect(outcome.passed).toEqual(['passes']);
    expect([...outcome.skipped]).toEqual([['no images', ['lacks']]]);
    expect([...outcome.missing]).toEqual(['Conv2D']);
    expect(outcome.failed.map(({ spec }) => spec)).toEqual(['lacks another', 'lacks and differs', 'differs']);
  });

  it('does not run a spec that is excluded, and counts it only if it was wanted', async () => {
    const suite = suiteOf({ here: ['wrong'], there: ['wrong'], passes: [] });
    const excluded = ['here', 'there'].map(spec => ({ spec, reason: 'rounding' }));
    const outcome = await runSpecs(suite, { ...all, excluded, wanted: spec => spec !== 'there' });
    expect(outcome.failed).toEqual([]);
    expect(outcome.passed).toEqual(['passes']);
    expect([...outcome.skipped]).toEqual([['rounding', ['here']]]);
  });

  it('fails for what fails outside every spec', async () => {
    const outcome = await runSpecs(suiteOf({ 'after all': ['out of order'] }), {
      ...all,
      wanted: () => false,
    });
    expect(outcome.failed).toEqual([{ spec: 'the whole suite', message: 'out of order' }]);
  });
});

describe('exclusions', () => {
  const exclusions = { unregistered, excluded: [{ spec: 'exp int32', reason: 'rounding' }] };

  it('are stale when they name no spec, or a kernel that is there or that no spec lacks', () => {
    const run = { names: ['exp int32'], registered: ['Add'], missing: new Set(['Conv2D']) };
    expect(staleExclusions(exclusions, run)).toEqual([]);
    expect(staleExclusions(exclusions, { ...run, names: ['exp'] })).toEqual([
      'no spec is called `exp int32`',
    ]);
    expect(staleExclusions(exclusions, { ...run, registered: ['Conv2D'] })).toEqual([
      'the kernel Conv2D is registered',
    ]);
    expect(staleExclusions(exclusions, { ...run, missing: new Set() })).toEqual([
      'no spec lacks the kernel Conv2D',
    ]);
  });

  it('are not held against specs that were not run', () => {
    expect(staleExclusions(exclusions, { names: ['exp int32'], registered: [], missing: null })).toEqual([]);
  });
});
