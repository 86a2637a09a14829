#!/usr/bin/env node
import { keepCode } from './code-cache.ts';

// What is imported before is compiled anew each time.
keepCode(process.env);
const { runTerminal } = await import('./commands/terminal.ts');
await runTerminal(process.argv.slice(2));
