import { defineConfig } from 'vitest/config';

const tfjs = [
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-core/dist/register_all_gradients',
  '@tensorflow/tfjs-backend-cpu',
];

/** Imports its schema as JSON without saying so, which Node refuses: so these are bundled too. */
const workflows = ['@actions/workflow-parser', '@actions/expressions'];

export default defineConfig({
  // tfjs' CommonJS bundle registers no gradients, so its ES modules are bundled, and into one copy.
  ssr: { resolve: { mainFields: ['module', 'main'] } },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/temporary.ts'],
    testTimeout: 60_000,
    // Most files wait for programs that they start.
    maxWorkers: '100%',
    deps: { optimizer: { ssr: { enabled: true, include: [...tfjs, ...workflows] } } },
  },
});
