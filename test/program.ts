import { chmodSync } from 'node:fs';
import type { Sandbox } from './sandbox.ts';

/** A program `name` in the sandbox' `bin`, to be put on PATH; `body` is CommonJS. */
export function program(sandbox: Sandbox, name: string, body: string): void {
  sandbox.write(`bin/${name}`, `#!${process.execPath}\n${body}\n`);
  chmodSync(sandbox.path('bin', name), 0o755);
}
