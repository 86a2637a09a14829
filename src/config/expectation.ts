import type { z } from 'zod';
import { nearest } from './nearest.ts';

type Issue = z.core.$ZodIssue;

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a map of keys and values',
  array: 'a list',
};

const either = (choices: readonly string[]): string =>
  choices.length < 2 ? (choices[0] ?? '') : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;

/** Names that a value could be, over all branches of a union. */
function names(issue: Issue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  return issue.code === 'invalid_union' ? choices(issue).flatMap(names) : [];
}

/** What each branch of a union says about the value as a whole. */
function choices(issue: z.core.$ZodIssueInvalidUnion): Issue[] {
  return issue.errors.flatMap(branch => branch.filter(one => one.path.length === 0).slice(0, 1));
}

function tooSmall(issue: z.core.$ZodIssueTooSmall): string {
  if (issue.origin === 'string') return 'a text that is not empty';
  if (issue.origin === 'array') return `at least ${issue.minimum} in the list`;
  return `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
}

function tooBig(issue: z.core.$ZodIssueTooBig): string {
  if (issue.origin === 'string') return `at most ${issue.maximum} characters`;
  if (issue.origin === 'array') return `at most ${issue.maximum} in the list`;
  return `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`;
}

/** What may stand there, as nouns to choose from; none where only the schema's own words say it. */
function nouns(issue: Issue): string[] {
  switch (issue.code) {
    case 'invalid_type':
      return [KINDS[issue.expected] ?? issue.expected];
    case 'invalid_value':
      return issue.values.map(String);
    case 'too_small':
      return [tooSmall(issue)];
    case 'too_big':
      return [tooBig(issue)];
    case 'invalid_union':
      return [...new Set(choices(issue).flatMap(nouns))];
    default:
      return [];
  }
}

function hint(issue: Issue, value: unknown): string {
  if (typeof value !== 'string') return '';
  const quoted = issue.code === 'invalid_type' && issue.expected === 'number' && /^[-+]?[\d.]/.test(value);
  const known = names(issue);
  if ((quoted && Number.isFinite(Number(value))) || known.includes(value)) return ' without quotes';
  const near = nearest(value, known);
  return near === undefined ? '' : `; did you mean ${near}?`;
}

/** `expected …`, with the nearest name where the value is nearly one; a room's own message where it gives one. */
export function expectation(issue: Issue, value: unknown): string {
  const expected = nouns(issue);
  const own = issue.message.replace(/\.$/, '');
  // zod's standard messages begin like this; a room's do not.
  const standard = /^(?:Invalid|Too (?:small|big)|Unrecognized)\b/.test(own);
  const message = expected.length > 0 && standard ? `expected ${either(expected)}` : own;
  return message + hint(issue, value);
}
