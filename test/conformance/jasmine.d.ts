// The parts of jasmine 4 that the conformance run uses; the package brings no types.
declare module 'jasmine-core/lib/jasmine-core/jasmine.js' {
  export interface SpecResult {
    readonly fullName: string;
    readonly status: 'passed' | 'failed' | 'pending' | 'excluded' | '';
    readonly failedExpectations: readonly { readonly message: string; readonly stack?: string }[];
  }

  export interface Reporter {
    specStarted?(result: SpecResult): void;
    specDone?(result: SpecResult): void;
    suiteDone?(result: SpecResult): void;
    jasmineDone?(result: Pick<SpecResult, 'failedExpectations'>): void;
  }

  export interface Suite {
    readonly children: readonly (Suite | Spec)[];
  }

  export interface Spec {
    getFullName(): string;
  }

  export interface Env {
    configure(options: {
      random?: boolean;
      autoCleanClosures?: boolean;
      specFilter?(spec: Spec): boolean;
    }): void;
    clearReporters(): void;
    addReporter(reporter: Reporter): void;
    topSuite(): Suite;
    execute(): Promise<unknown>;
  }

  export interface Jasmine {
    DEFAULT_TIMEOUT_INTERVAL: number;
    getEnv(options?: { suppressLoadErrors: boolean }): Env;
  }

  const jasmineRequire: {
    core(self: unknown): Jasmine;
    /** What a spec file finds as globals: `describe`, `it`, `expect` and so on. */
    interface(jasmine: Jasmine, env: Env): Record<string, unknown>;
  };
  export default jasmineRequire;
}
