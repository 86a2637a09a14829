import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One folder for everything that the tests write; gone when they end, also when one fails or is stopped. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'finetune-gate-tests-'));
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
