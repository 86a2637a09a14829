import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixtureConfig, fixtureRepository, fixtureRows, type Sandbox } from '../sandbox.ts';
import { HOSTILE_TEXTS, MARK, SECRET } from './attack.ts';
import { ATTACKS } from './attacks.ts';
import { pullRequest, type Run, runAction } from './runner.ts';

/** Commands that this action gives itself. */
const OWN = /^::(?:error|warning|notice|group|endgroup|add-mask|debug)[ :]/;
const TEXT_FILES = /\.(?:json|jsonl|md|html|xml|csv|svg|txt)$/;
/** Longest that any attack may hold up a runner. */
const SECONDS = 90;

function hostileRepository(): Sandbox {
  const repository = fixtureRepository(fixtureConfig());
  repository.write('data/train.tsv', fixtureRows('train', 200));
  return repository;
}

function textsUnder(folder: string): [name: string, text: string][] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => TEXT_FILES.test(name) && statSync(join(folder, name)).isFile())
    .map(name => [name, readFileSync(join(folder, name), 'utf8')]);
}

describe('a hostile pull request', () => {
  it.each(ATTACKS)('$name: $ends', { timeout: SECONDS * 1000 }, attack => {
    const repository = hostileRepository();
    // Beside the checkout, where climbing paths lead.
    const secret = join(dirname(repository.folder), 'secret.tsv');
    writeFileSync(secret, `question1\tquestion2\tis_duplicate\n${SECRET}\t${SECRET}\t1\n`);
    attack.before?.(repository);
    repository.commit('base');
    repository.git('checkout', '-q', '-b', 'pairs');
    attack.change(repository);
    repository.commit('change');

    const run = runAction(
      repository,
      pullRequest(attack.fork ? 'mallory/search' : 'acme/search'),
      {
        ...attack.inputs,
      },
      attack.env,
    );
    expect(run.status, `killed after its time: ${run.log}`).not.toBeNull();
    const report = JSON.parse(readFileSync(run.outputs.get('report') ?? '', 'utf8'));
    const { outcome } = report.verdict;
    // Whether a run is ended by a forecast or by the clock depends on the machine.
    const code = outcome === 'budget' ? undefined : report.error?.code;
    const ended = code ?? { pass: 'judged', fail: 'fails' }[outcome as string] ?? outcome;
    expect(ended, run.log).toBe(attack.ends);
    expect(run.status === 0, run.log).toBe(outcome === 'pass');
    if (report.error) expect(['error', 'budget']).toContain(outcome);
    expectHarmless(run, repository);
    attack.after?.(run, report, repository);
  });
});

/** Markdown without its fenced blocks, in which nothing acts; one that is never closed takes the rest with it. */
const unfenced = (markdown: string): string => markdown.replace(/^(`{3,})text\n[\s\S]*?^\1$/gm, '');

/** Nothing acted: not on the runner, not on a terminal, not on a page, not on the disk. */
function expectHarmless(run: Run, repository: Sandbox): void {
  const { log, summary, outputs } = run;
  const folder = dirname(outputs.get('report') ?? '');
  const files = textsUnder(folder);
  for (const line of log.split(/[\r\n]+/)) {
    // The runner reads a line as one command only.
    if (/^\s*::/.test(line)) expect(line).toMatch(OWN);
    else expect(line).not.toMatch(/##\[/);
  }
  expect(outputs.get('verdict')).not.toContain(MARK);
  expect([...outputs.keys()].filter(name => name.includes(MARK))).toEqual([]);
  for (const [name, text] of [['log', log], ['summary', summary], ...files] as const) {
    expect(text, name).not.toContain(SECRET);
    const masked = text.replace(/::add-mask::(?:ghs_secret|sk-[\w-]+)$/gm, '');
    expect(masked, name).not.toMatch(/ghs_secret|sk-canary/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal obeys.
    expect(text, name).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/);
  }
  for (const [name, text] of [
    ['log', log],
    ['summary', summary],
    ...files.filter(([file]) => !file.endsWith('.jsonl') && !file.endsWith('.json')),
  ] as const) {
    expect(text, name).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  }
  const markdown = files.filter(([file]) => file.endsWith('.md'));
  for (const [name, whole] of [['summary', summary], ...markdown] as const) {
    const text = unfenced(whole);
    expect(text, name).not.toMatch(/<(?:script|img|a|h1|iframe|svg|style|form)\b/i);
    expect(text, name).not.toMatch(/@(?:acme|octocat)/);
    expect(text, name).not.toMatch(/\]\(https?:|https?:\/\/evil|www\.evil/);
    expect(text, name).not.toMatch(/(?:^|\s)(?:#1\b|GH-2|acme\/search#3)/);
  }
  expect(readdirSync(repository.folder)).not.toContain(MARK);
  expect(existsSync(`/tmp/${MARK}`)).toBe(false);
}

it('quotes hostile texts at all: the table would otherwise show nothing', () => {
  expect(HOSTILE_TEXTS.length).toBeGreaterThan(20);
});
