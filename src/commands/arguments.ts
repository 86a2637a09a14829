import { parseArgs } from 'node:util';
import { ENGINES, PROVIDERS } from '../engine/choices.ts';
import type { EngineOptions } from '../engine/options.ts';
import { FinetuneGateError } from '../errors.ts';

const COMMANDS = [
  'check',
  'train',
  'sweep',
  'plan',
  'trial',
  'collect',
  'publish',
  'encode',
  'dedupe',
  'mine',
  'baseline',
  'data',
  'suggest',
] as const;

export type Command = (typeof COMMANDS)[number];

/** Commands that take a second word, and which. */
const ACTIONS: Readonly<Partial<Record<Command, readonly string[]>>> = {
  baseline: ['update', 'show'],
  data: ['diff'],
};

const OPTIONS = {
  config: { type: 'string', default: 'finetune-gate.yml' },
  base: { type: 'string' },
  'accept-policy-change': { type: 'boolean', default: false },
  output: { type: 'string' },
  json: { type: 'string' },
  engine: { type: 'string', default: 'auto' },
  provider: { type: 'string', default: 'auto' },
  'require-gpu': { type: 'boolean', default: false },
  runtime: { type: 'string' },
  'cache-dir': { type: 'string' },
  'cache-limit': { type: 'string' },
  model: { type: 'string' },
  input: { type: 'string' },
  threshold: { type: 'string' },
  corpus: { type: 'string' },
  range: { type: 'string' },
  margin: { type: 'string' },
  'max-score': { type: 'string' },
  negatives: { type: 'string' },
  format: { type: 'string' },
  from: { type: 'string', multiple: true },
  jobs: { type: 'string' },
  phase: { type: 'string' },
  shard: { type: 'string' },
  'max-missing': { type: 'string' },
  tag: { type: 'string' },
  repository: { type: 'string' },
  hub: { type: 'string' },
  count: { type: 'string' },
  force: { type: 'boolean', default: false },
  train: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', default: false },
} as const;

const EVERYWHERE = [
  'engine',
  'provider',
  'require-gpu',
  'runtime',
  'cache-dir',
  'cache-limit',
  'help',
  'version',
];

/** What each command takes beside these; anything else would be ignored, and is refused. */
const TAKEN: Readonly<Record<Command, readonly string[]>> = {
  check: ['config', 'base', 'accept-policy-change', 'output', 'json'],
  train: ['config', 'output', 'json'],
  sweep: ['config', 'output', 'json'],
  plan: ['config', 'jobs', 'json'],
  trial: ['config', 'phase', 'shard', 'from', 'output'],
  collect: ['config', 'from', 'max-missing', 'output', 'json'],
  publish: ['from', 'tag', 'repository', 'hub', 'output', 'force'],
  encode: ['model', 'input', 'output'],
  dedupe: ['config', 'model', 'threshold', 'output', 'json'],
  mine: [
    ...['config', 'model', 'input', 'corpus', 'output'],
    ...['range', 'margin', 'max-score', 'negatives', 'format'],
  ],
  baseline: ['config', 'from', 'output', 'force'],
  data: ['config', 'from', 'train', 'output', 'json'],
  suggest: ['config', 'model', 'from', 'input', 'count', 'output'],
};

export interface Arguments {
  readonly command: Command | 'help' | 'version';
  readonly config: string;
  readonly base?: string;
  readonly acceptPolicyChange?: boolean;
  readonly output?: string;
  readonly json?: string;
  readonly engine: EngineOptions['engine'];
  readonly provider: EngineOptions['provider'];
  readonly requireGpu: boolean;
  readonly runtime?: string;
  readonly cacheDir?: string;
  readonly cacheLimit?: string;
  readonly model?: string;
  readonly input?: string;
  readonly threshold?: string;
  readonly corpus?: string;
  readonly range?: string;
  readonly margin?: string;
  readonly 'max-score'?: string;
  readonly negatives?: string;
  readonly format?: string;
  /** The second word of commands that have one, and what follows it. */
  readonly action?: string;
  readonly operands?: readonly string[];
  /** A folder that a run wrote. */
  readonly from?: string;
  /** Of `data diff`: whether to train with and without each group of changes. */
  readonly train?: boolean;
  /** Of `trial`, `collect` and `data diff`, which take `--from` several times. */
  readonly folders?: readonly string[];
  readonly force?: boolean;
  /** Of `plan`. */
  readonly jobs?: string;
  /** Of `trial`: `encode` or `train`. */
  readonly phase?: string;
  /** Of `trial`: `K/N`, K from 1. */
  readonly shard?: string;
  /** Of `collect`. */
  readonly 'max-missing'?: string;
  /** Of `publish`. */
  readonly tag?: string;
  readonly repository?: string;
  readonly hub?: string;
  /** Of `suggest`. */
  readonly count?: string;
}

/** @throws FinetuneGateError USAGE */
export function parseArguments(args: readonly string[]): Arguments {
  const { values, positionals, tokens } = parse(args);
  const { help, version, 'require-gpu': requireGpu, ...named } = values;
  const {
    'cache-dir': cacheDir,
    'cache-limit': cacheLimit,
    'accept-policy-change': accept,
    ...others
  } = named;
  const { from: folders, ...plain } = others;
  const rest = { ...plain, ...(folders && { from: folders.at(-1) as string, folders }) };
  const free = { ...rest, requireGpu, engine: 'auto', provider: 'auto' } as const;
  if (version) return { ...free, command: 'version' };
  if (help || positionals.length === 0) return { ...free, command: 'help' };
  const command = oneOf('command', positionals[0] as string, COMMANDS);
  const actions = ACTIONS[command];
  // `data diff` is followed by up to two refs.
  const takes = command === 'data' ? 4 : actions ? 2 : 1;
  if (positionals.length > takes) throw usage(`Unexpected argument ${JSON.stringify(positionals[takes])}.`);
  const given = tokens.flatMap(token => (token.kind === 'option' ? [token.name] : []));
  for (const name of given) assertTaken(command, name);
  if (command === 'encode') {
    for (const name of ['model', 'input', 'output'] as const) {
      if (values[name] === undefined) throw usage(`encode needs --${name}.`);
    }
  }
  if (actions && positionals.length < 2)
    throw usage(`${command} needs a second word: ${actions.join(', ')}.`);
  const action = actions
    ? { action: oneOf(`${command} command`, positionals[1] ?? '', actions), operands: positionals.slice(2) }
    : {};
  if (command === 'mine' && values.output === undefined) throw usage('mine needs --output.');
  const engine = oneOf('engine', values.engine, ENGINES);
  const provider = oneOf('provider', values.provider, PROVIDERS);
  const cache = {
    ...(cacheDir !== undefined && { cacheDir }),
    ...(cacheLimit !== undefined && { cacheLimit }),
  };
  const accepted = accept ? { acceptPolicyChange: true } : {};
  return { ...rest, command, ...action, engine, provider, requireGpu, ...cache, ...accepted };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, tokens: true });
  } catch (cause) {
    // What follows the first sentence is how to pass such a text as an argument, which no command takes.
    throw usage(
      cause instanceof Error ? `${cause.message.split('. ')[0]}.`.replace('..', '.') : String(cause),
    );
  }
}

function assertTaken(command: Command, name: string): void {
  if (EVERYWHERE.includes(name) || TAKEN[command].includes(name)) return;
  const takers = COMMANDS.filter(other => TAKEN[other].includes(name));
  throw usage(`${command} has no option --${name}; it is for ${takers.join(', ')}.`);
}

function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find(candidate => candidate === value);
  if (found === undefined) {
    throw usage(`Unknown ${name} ${JSON.stringify(value)}; it is one of ${allowed.join(', ')}.`);
  }
  return found;
}

function usage(message: string): FinetuneGateError {
  return new FinetuneGateError('USAGE', message);
}
