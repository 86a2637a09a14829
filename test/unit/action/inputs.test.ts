import { describe, expect, it } from 'vitest';
import { INPUTS, readInputs } from '../../../src/action/inputs.ts';
import { ENGINES, PROVIDERS } from '../../../src/engine/choices.ts';
import { FinetuneGateError } from '../../../src/errors.ts';

const read = (values: Record<string, string> = {}) => readInputs(name => values[name] ?? '');

function faults(values: Record<string, string>): readonly string[] {
  try {
    read(values);
  } catch (error) {
    if (error instanceof FinetuneGateError && error.code === 'USAGE') return error.details;
    throw error;
  }
  return [];
}

describe('readInputs', () => {
  it('has a default for everything', () => {
    expect(read()).toEqual({
      command: 'check',
      config: 'finetune-gate.yml',
      engine: 'auto',
      provider: 'auto',
      'require-gpu': false,
      'working-directory': '.',
      'github-token': '',
      output: '',
      phase: 'train',
      shard: '1/1',
      jobs: '',
      from: '',
      'max-missing': '',
      tag: '',
      hub: '',
      'base-ref': '',
      'accept-policy-change': false,
      'allow-forks': false,
      runtime: '',
      summary: true,
      comment: 'on-change',
      'comment-id': '',
      'check-run': false,
      'check-name': 'finetune-gate',
      // A runner hands in the default; who asks for none hands in nothing.
      artifact: '',
      'retention-days': '',
      cache: true,
      'cache-dir': '',
      'cache-limit': '4GiB',
    });
  });

  it('trims, and takes the spellings of YAML for a flag', () => {
    expect(read({ command: ' train ', 'require-gpu': 'True', cache: 'FALSE' })).toMatchObject({
      command: 'train',
      'require-gpu': true,
      cache: false,
    });
    expect(read({ engine: '  ' }).engine).toBe('auto');
  });

  it('reports every fault at once, with the nearest value', () => {
    expect(
      faults({ command: 'chek', engine: 'cuda', provider: 'wegpu', 'require-gpu': '1', summary: 'on' }),
    ).toEqual([
      'command: "chek"; expected check or train or sweep or plan or trial or collect or publish; did you mean check?',
      'engine: "cuda"; expected auto or onnxruntime or reference or tensorflow',
      'provider: "wegpu"; expected auto or cpu or webgpu or cuda; did you mean webgpu?',
      'require-gpu: "1"; expected true or false',
      'summary: "on"; expected true or false',
    ]);
    expect(faults({})).toEqual([]);
  });

  it('holds a text to its form', () => {
    expect(faults({ 'comment-id': 'a--b', 'check-name': 'a\u001bb', comment: 'onchange' })).toEqual([
      'comment: "onchange"; expected never or always or on-change or on-failure; did you mean on-change?',
      'comment-id: "a--b"; expected at most 64 letters, digits, `.`, `_` and single `-`',
      'check-name: "a\\u001bb"; expected 1 to 100 characters that can be seen',
    ]);
  });

  it('knows the same engines and providers as the engine itself', () => {
    expect(INPUTS.engine.choices).toEqual(ENGINES);
    expect(INPUTS.provider.choices).toEqual(PROVIDERS);
  });

  it('asks for each input once', () => {
    const asked: string[] = [];
    readInputs(name => {
      asked.push(name);
      return '';
    });
    expect(new Set(asked).size).toBe(asked.length);
  });
});
