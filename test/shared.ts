import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';

/** The repository's root. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Real data, golden numbers and real models stand beside the checkout; a user has none. */
const folder = process.env.FINETUNE_GATE_SHARED ?? join(dirname(root), 'shared');

/**
 * `describe` for tests that need the real data. Without it they skip and say why;
 * FINETUNE_GATE_REQUIRE_SHARED=1 (set in CI) turns the skip into a failure.
 */
export function describeShared(name: string, body: (shared: string) => void): void {
  if (existsSync(join(folder, 'golden'))) {
    describe(name, () => body(folder));
  } else if (process.env.FINETUNE_GATE_REQUIRE_SHARED === '1') {
    describe(name, () => {
      it('needs the real data', () => {
        throw new Error('FINETUNE_GATE_REQUIRE_SHARED is set, but there is no ../shared');
      });
    });
  } else {
    process.stdout.write(`skipped, needs ../shared, which only the developers have: ${name}\n`);
    describe.skip(`${name} (skipped: needs ../shared, which only the developers have)`, () => {
      it('needs ../shared', () => {});
    });
  }
}
