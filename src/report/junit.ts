import { formatPlace } from '../error-record.ts';
import { budgetAmount, budgetSpent, forecastWords } from './budget.ts';
import { plural } from './format.ts';
import { dataFault, explained, headlineOf } from './outcome.ts';
import type { Result } from './result.ts';
import { plain } from './text.ts';
import { totalSeconds } from './times.ts';
import { element } from './xml.ts';

interface TestCase {
  readonly group: 'rules' | 'budget' | 'data' | 'run';
  readonly name: string;
  readonly fault?: { readonly kind: 'failure' | 'error' | 'skipped'; readonly message: string };
}

/**
 * The verdict as JUnit XML: a suite for the run; a test case for each rule, budget and data fault, or for the error
 * that kept them from being judged. There is a failure or an error exactly where the verdict is no pass.
 */
export function toJunit(result: Result): string {
  const cases = casesOf(result);
  const count = (kind: string) => cases.filter(({ fault }) => fault?.kind === kind).length;
  const seconds = totalSeconds(result.times);
  const sums = {
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: seconds?.toFixed(3),
  };
  const name = `finetune-gate ${result.command}`;
  const suite = element('testsuite', { name, ...sums }, cases.map(caseElement));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', { name: 'finetune-gate', ...sums }, [suite])}\n`;
}

function caseElement({ group, name, fault }: TestCase): string {
  const content = fault ? [element(fault.kind, { message: plain(fault.message, 2000) })] : [];
  return element('testcase', { classname: `finetune-gate.${group}`, name: plain(name, 200) }, content);
}

function casesOf(result: Result): TestCase[] {
  const judged = [...dataCases(result), ...budgetCases(result), ...ruleCases(result)];
  const { verdict, error } = result;
  if (error) return [...judged, { group: 'run', name: 'run', fault: errorOf(error) }];
  if (verdict.outcome === 'pass' || judged.some(({ fault }) => fault && fault.kind !== 'skipped'))
    return judged;
  return [...judged, { group: 'run', name: 'verdict', fault: failure(headlineOf(verdict)) }];
}

function errorOf({
  code,
  message,
  place,
  remedy,
  details,
}: NonNullable<Result['error']>): NonNullable<TestCase['fault']> {
  const parts = [`${code}:`, formatPlace(place), message, ...details.slice(0, 3), `What to do: ${remedy}`];
  return { kind: 'error', message: parts.filter(part => part !== '').join(' ') };
}

function ruleCases({ verdict }: Result): TestCase[] {
  // Where nothing else can have failed the run, it was what is inconclusive that did.
  const others =
    verdict.rules.some(({ state }) => state === 'broken') ||
    Object.values(verdict.data).some(n => n > 0) ||
    verdict.budget.some(({ exceeded }) => exceeded);
  const open = verdict.outcome === 'fail' && !others ? 'failure' : 'skipped';
  return verdict.rules.map(rule => {
    const named = { group: 'rules', name: rule.rule } as const;
    if (rule.state === 'holds') return named;
    if (rule.state === 'broken') return { ...named, fault: failure(explained(rule)) };
    return { ...named, fault: { kind: open, message: `Inconclusive: ${explained(rule)}` } };
  });
}

function budgetCases({ verdict }: Result): TestCase[] {
  return verdict.budget.map(outcome => {
    const { name, unit, limit, forecast } = outcome;
    const named = { group: 'budget', name } as const;
    const parts = [
      `${budgetSpent(outcome)} of at most ${budgetAmount(unit, limit)}`,
      forecastWords(unit, forecast),
    ];
    const message = parts.filter(part => part !== '').join('; ');
    return outcome.exceeded ? { ...named, fault: failure(message) } : named;
  });
}

function dataCases({ verdict }: Result): TestCase[] {
  return Object.entries(verdict.data).map(([kind, n]) => {
    const { rule, found } = dataFault(kind);
    const named = { group: 'data', name: rule } as const;
    return n > 0 ? { ...named, fault: failure(plural(n, found)) } : named;
  });
}

const failure = (message: string) => ({ kind: 'failure', message }) as const;
