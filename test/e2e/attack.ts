import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ErrorCode } from '../../src/error-codes.ts';
import type { Result } from '../../src/report/result.ts';
import { fixtureConfig, type Sandbox } from '../sandbox.ts';
import type { Run } from './runner.ts';

/** What stands in the attacker's texts and must never act. The mark tells where it came out. */
export const MARK = 'PWNED';
/** In a file beside the workspace, which no attack may read. */
export const SECRET = 'canary-3f9a1c';

const ESC = '\u001b';

/** Texts that mean something to a runner, a terminal, Markdown, HTML or a reader's eye. */
export const HOSTILE_TEXTS: readonly string[] = [
  `::error::${MARK}`,
  `::set-output name=verdict::${MARK}`,
  `::add-mask::${MARK}`,
  `::stop-commands::${MARK}`,
  `::add-path::/tmp/${MARK}`,
  `##[error]${MARK}`,
  `##[add-mask]${MARK}`,
  `${MARK}%0A::warning::second line`,
  `${ESC}]0;${MARK}\u0007title`,
  `${ESC}[2J${ESC}[31m${MARK}`,
  `\u009b31m${MARK}`,
  `${MARK}\u202egpj.exe`,
  `<script>alert('${MARK}')</script>`,
  `<img src=x onerror=alert('${MARK}')>`,
  `</details></table><h1>${MARK}</h1>`,
  `<!-- ${MARK} --><a href="javascript:alert(1)">x</a>`,
  `<details open><summary>${MARK}</summary>`,
  `[${MARK}](https://evil.example/x)`,
  `![${MARK}](https://evil.example/x.png)`,
  `@acme/everyone @octocat ${MARK}`,
  `fixes #1, closes GH-2 and acme/search#3 ${MARK}`,
  `| ${MARK} | a | b |`,
  `\`\`\` ${MARK} \`\`\`\` ~~~`,
  `$\\href{https://evil.example}{${MARK}}$`,
  `:tada: ${MARK} https://evil.example www.evil.example`,
  `"${MARK}',=cmd|'/c calc'!A1`,
  `${MARK} ${'\u0301'.repeat(40)}`,
];

/** A change that a hostile pull request makes, and how the run must end. */
export interface Attack {
  readonly name: string;
  /** On the base branch, where the attack needs something there. */
  readonly before?: (repository: Sandbox) => void;
  readonly change: (repository: Sandbox) => void;
  readonly inputs?: Readonly<Record<string, string>>;
  /** A code that refuses it; `judged` where the run goes on as if nothing had happened; `fails` by the rules; `budget` where that ended it. */
  readonly ends: ErrorCode | 'judged' | 'fails' | 'budget';
  /** Where the fork is the attack. */
  readonly fork?: true;
  /** What the workflow gives the step, such as a key. */
  readonly env?: Readonly<Record<string, string>>;
  /** What must hold beside the harmlessness that every attack is held to. */
  readonly after?: (run: Run, result: Result, repository: Sandbox) => void;
}

const row = (first: string, second: string, label: number) =>
  [first, second, label].map(cell => `"${String(cell).replaceAll('"', '""')}"`).join(',');

/** Hostile pairs as CSV, where quotes let any character into a cell; each is labelled against what it looks like. */
export const hostileCsv = (from: number) =>
  `question1,question2,is_duplicate\n${HOSTILE_TEXTS.map((text, i) => row(`${text} ${from + i}`, `${text} ${from + i} again`, 0)).join('\n')}\n`;

export const config = (rest: Readonly<Record<string, string>>, gate = 'gate: [accuracy >= 0.55]') =>
  Object.entries(rest).reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`The configuration has no ${from}`);
    return text.replace(from, to);
  }, fixtureConfig(gate));

export const configured =
  (rest: Readonly<Record<string, string>>) =>
  (repository: Sandbox): void =>
    repository.write('finetune-gate.yml', config(rest));

/** A file whose name no shell and few APIs would take. */
export const write = (repository: Sandbox, path: string, content: string | Uint8Array): void => {
  mkdirSync(dirname(repository.path(path)), { recursive: true });
  writeFileSync(repository.path(path), content);
};
