import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { mainFields: ['module', 'main'] },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/temporary.ts'],
    testTimeout: 60_000,
    // tfjs' CommonJS bundle registers no gradients, so its ES modules are inlined.
    server: { deps: { inline: [/@tensorflow\/tfjs-(core|backend-cpu)/] } },
  },
});
