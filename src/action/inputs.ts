import { nearest } from '../config/nearest.ts';
import { FinetuneGateError } from '../errors.ts';
import { COMMENT_MODES } from '../report/comment.ts';

type Input =
  | {
      readonly kind: 'text';
      readonly default: string;
      readonly form?: RegExp;
      readonly hint?: string;
      /** Whether an empty text is an answer, and not the default's place. */
      readonly empty?: true;
    }
  | { readonly kind: 'flag'; readonly default: 'true' | 'false' }
  | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly default: string };

/** Commands of the terminal that the action runs too. */
export const ACTION_COMMANDS = ['check', 'train', 'sweep', 'plan', 'trial', 'collect', 'publish'] as const;

export type ActionCommand = (typeof ACTION_COMMANDS)[number];

/** Every input of action.yml and its default there. An empty default is given its meaning by `run.ts`. */
export const INPUTS = {
  command: { kind: 'choice', choices: ACTION_COMMANDS, default: 'check' },
  config: { kind: 'text', default: 'finetune-gate.yml' },
  engine: { kind: 'choice', choices: ['auto', 'onnxruntime', 'reference', 'tensorflow'], default: 'auto' },
  provider: { kind: 'choice', choices: ['auto', 'cpu', 'webgpu', 'cuda'], default: 'auto' },
  'require-gpu': { kind: 'flag', default: 'false' },
  'working-directory': { kind: 'text', default: '.' },
  'github-token': { kind: 'text', default: '' },
  output: { kind: 'text', default: '' },
  phase: { kind: 'choice', choices: ['encode', 'train'], default: 'train' },
  shard: { kind: 'text', default: '1/1', form: /^[1-9]\d{0,4}\/[1-9]\d{0,4}$/, hint: 'K/N, such as 3/8' },
  jobs: { kind: 'text', default: '', form: /^([1-9]\d{0,2})?$/, hint: 'a whole number, 1 to 256' },
  from: { kind: 'text', default: '' },
  'max-missing': { kind: 'text', default: '', form: /^\d{0,6}$/, hint: 'a whole number' },
  tag: { kind: 'text', default: '' },
  hub: { kind: 'text', default: '' },
  'base-ref': { kind: 'text', default: '' },
  'accept-policy-change': { kind: 'flag', default: 'false' },
  'allow-forks': { kind: 'flag', default: 'false' },
  runtime: { kind: 'text', default: '' },
  summary: { kind: 'flag', default: 'true' },
  comment: { kind: 'choice', choices: COMMENT_MODES, default: 'on-change' },
  'comment-id': {
    kind: 'text',
    default: '',
    // It stands in a comment of HTML, which two hyphens could end.
    form: /^(?!.*--)[\w.-]{0,64}$/,
    hint: 'at most 64 letters, digits, `.`, `_` and single `-`',
  },
  'check-run': { kind: 'flag', default: 'false' },
  'check-name': {
    kind: 'text',
    default: 'finetune-gate',
    form: /^[\P{C}]{1,100}$/u,
    hint: '1 to 100 characters that can be seen',
  },
  artifact: {
    kind: 'text',
    default: 'finetune-gate',
    empty: true,
    // Not what a file's name may not have on some system, nor so long that a trial's ending has no room.
    form: /^[^\p{C}"<>:|*?\\/]{0,200}$/u,
    hint: 'at most 200 characters, none of `" : < > | * ? \\ /`',
  },
  'retention-days': { kind: 'text', default: '', form: /^([1-9]\d{0,2})?$/, hint: 'a number of days' },
  cache: { kind: 'flag', default: 'true' },
  'cache-dir': { kind: 'text', default: '' },
  'cache-limit': { kind: 'text', default: '4GiB' },
} as const satisfies Record<string, Input>;

type Value<I extends Input> = I extends { kind: 'choice'; choices: readonly (infer C)[] }
  ? C
  : I extends { kind: 'flag' }
    ? boolean
    : string;

export type Inputs = { readonly [Name in keyof typeof INPUTS]: Value<(typeof INPUTS)[Name]> };

/**
 * Reads every input once. What is empty has its default.
 *
 * @param read gives an input's text, `''` when it is not set
 * @throws FinetuneGateError USAGE with every fault among its details
 */
export function readInputs(read: (name: string) => string): Inputs {
  const faults: string[] = [];
  const values = Object.entries(INPUTS).map(([name, input]) => {
    const given = read(name).trim();
    const text = 'empty' in input && input.empty ? given : given || input.default;
    const { value, fault } = parse(input, text);
    if (fault) faults.push(`${name}: ${JSON.stringify(text)}; ${fault}`);
    return [name, value];
  });
  if (faults.length > 0) {
    const count = faults.length === 1 ? 'An input is' : `${faults.length} inputs are`;
    throw new FinetuneGateError('USAGE', `${count} not understood: ${faults.join('. ')}.`, {
      remedy: 'Mend them under `with:` in the workflow; action.yml describes each input.',
      details: faults,
    });
  }
  return Object.fromEntries(values) as Inputs;
}

function parse(input: Input, text: string): { value: string | boolean; fault?: string } {
  if (input.kind === 'text') {
    if (input.form?.test(text) !== false) return { value: text };
    return { value: input.default, fault: `expected ${input.hint}` };
  }
  if (input.kind === 'flag') {
    const folded = text.toLowerCase();
    if (folded === 'true' || folded === 'false') return { value: folded === 'true' };
    return { value: false, fault: 'expected true or false' };
  }
  if (input.choices.includes(text)) return { value: text };
  const meant = nearest(text, input.choices);
  const hint = meant ? `; did you mean ${meant}?` : '';
  return { value: input.default, fault: `expected ${input.choices.join(' or ')}${hint}` };
}
