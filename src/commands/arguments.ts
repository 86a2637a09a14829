import { parseArgs } from 'node:util';
import { ENGINES, type EngineOptions, PROVIDERS } from '../engine/options.ts';
import { FinetuneGateError } from '../errors.ts';

export const USAGE = `finetune-gate: fine-tune an embedding model from labelled pairs and gate on its accuracy

Usage
  finetune-gate check  [--config FILE] [--base REF] [options]   train, evaluate, judge by the rules
  finetune-gate train  [--config FILE] [options]                the same without a base branch
  finetune-gate sweep  [--config FILE] [options]                a head for every point of the configuration's sweep
  finetune-gate encode --model BASE --input TEXTS --output FILE  embeddings of a text file, one text a line
  finetune-gate dedupe [--config FILE] [options]                near-duplicate texts of the data, without training
  finetune-gate mine   --output FILE [options]                  hard negatives for positive pairs

Options
  --config FILE      configuration (default finetune-gate.yml)
  --base REF         the branch to compare with, e.g. main; its rules judge this one
  --output DIR       receives report.json, summary.md and model/ (default finetune-gate-output)
  --json FILE        writes the report as JSON to FILE too ("-" for standard output)
  --engine NAME      auto (default), onnxruntime, reference or tensorflow
  --provider NAME    where onnxruntime computes: auto (default), cpu, webgpu or cuda
  --require-gpu      fail where no GPU is used
  --runtime DIR      a folder with the native packages of the engines installed
  --cache-dir DIR    keeps the frozen encoder's embeddings between runs, and DIR-models downloaded base models
  --cache-limit SIZE how much of the embeddings, e.g. 500MiB (default 4GiB)
  --model BASE       a folder, owner/name@revision on the hub, or a .tar.gz here or at an https address

Options of dedupe and mine
  --model BASE       model.base of the configuration when omitted
  --threshold X      dedupe: cosine similarity from which texts are near-duplicates (default 0.97)
  --output FILE      dedupe: the groups, a JSON object a line; mine: the negatives, .jsonl or .tsv
  --json FILE        dedupe: the whole result as JSON ("-" for standard output)
  --input PAIRS      mine: pairs, of which the positive ones count; the train data when omitted
  --corpus FILE      mine: texts to choose from, .txt (one a line), .jsonl, .tsv or .csv; the pairs' when omitted
  --range A..B       mine: of the B nearest texts that are no positives, those after the first A (default 0..100)
  --margin X         mine: a negative is less similar than the least similar positive by X at least
  --max-score X      mine: a negative's similarity is at most X
  --negatives N      mine: most negatives an anchor (default 3)
  --format NAME      mine: triplet (default: anchor, positive, negative) or pair (with labels)

  --help, --version

Exit codes
  0 every rule holds   1 the gate is broken   2 usage or configuration   3 over budget   4 anything else
`;

const COMMANDS = ['check', 'train', 'sweep', 'encode', 'dedupe', 'mine'] as const;

const OPTIONS = {
  config: { type: 'string', default: 'finetune-gate.yml' },
  base: { type: 'string' },
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
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', default: false },
} as const;

export interface Arguments {
  readonly command: (typeof COMMANDS)[number] | 'help' | 'version';
  readonly config: string;
  readonly base?: string;
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
}

/** @throws FinetuneGateError USAGE */
export function parseArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parse(args);
  const { help, version, 'require-gpu': requireGpu, ...named } = values;
  const { 'cache-dir': cacheDir, 'cache-limit': cacheLimit, ...rest } = named;
  const free = { ...rest, requireGpu, engine: 'auto', provider: 'auto' } as const;
  if (version) return { ...free, command: 'version' };
  if (help || positionals.length === 0) return { ...free, command: 'help' };
  const command = oneOf('command', positionals[0] as string, COMMANDS);
  if (positionals.length > 1) throw usage(`Unexpected argument ${JSON.stringify(positionals[1])}.`);
  if (command === 'encode') {
    for (const name of ['model', 'input', 'output'] as const) {
      if (values[name] === undefined) throw usage(`encode needs --${name}.`);
    }
  }
  if (command === 'mine' && values.output === undefined) throw usage('mine needs --output.');
  const engine = oneOf('engine', values.engine, ENGINES);
  const provider = oneOf('provider', values.provider, PROVIDERS);
  const cache = {
    ...(cacheDir !== undefined && { cacheDir }),
    ...(cacheLimit !== undefined && { cacheLimit }),
  };
  return { ...rest, command, engine, provider, requireGpu, ...cache };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (cause) {
    throw usage(cause instanceof Error ? `${cause.message}.`.replace('..', '.') : String(cause));
  }
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
