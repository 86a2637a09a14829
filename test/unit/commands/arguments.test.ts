import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../../src/commands/arguments.ts';
import { USAGE } from '../../../src/commands/usage.ts';
import { FinetuneGateError } from '../../../src/errors.ts';

const fault = (args: string[]): FinetuneGateError => {
  try {
    parseArguments(args);
  } catch (thrown) {
    if (thrown instanceof FinetuneGateError) return thrown;
  }
  throw new Error(`no fault in ${args.join(' ')}`);
};

describe('parseArguments', () => {
  it('has defaults for everything', () => {
    expect(parseArguments(['check'])).toMatchObject({
      command: 'check',
      config: 'finetune-gate.yml',
      engine: 'auto',
      provider: 'auto',
      requireGpu: false,
    });
  });

  it('takes the acceptance of a policy for a check alone', () => {
    expect(parseArguments(['check', '--accept-policy-change']).acceptPolicyChange).toBe(true);
    expect(parseArguments(['check'])).not.toHaveProperty('acceptPolicyChange');
    expect(fault(['train', '--accept-policy-change']).message).toContain('it is for check');
  });

  it('reads every option', () => {
    const args = [
      'train',
      '--config',
      'c.yml',
      '--output=o',
      '--json',
      '-',
      '--require-gpu',
      '--engine=onnxruntime',
      '--provider',
      'webgpu',
      '--cache-dir',
      'k',
      '--cache-limit=1GiB',
    ];
    expect(parseArguments(args)).toMatchObject({
      command: 'train',
      config: 'c.yml',
      output: 'o',
      json: '-',
      requireGpu: true,
      engine: 'onnxruntime',
      provider: 'webgpu',
      cacheDir: 'k',
      cacheLimit: '1GiB',
    });
  });

  it('reads what baseline is to do', () => {
    expect(parseArguments(['baseline', 'update', '--from', 'out', '--force'])).toMatchObject({
      ...{ command: 'baseline', action: 'update', from: 'out', force: true },
    });
    expect(parseArguments(['baseline', 'show'])).toMatchObject({ action: 'show', force: false });
    expect(fault(['baseline']).message).toContain('update, show');
    expect(fault(['baseline', 'drop']).message).toContain('"drop"');
    expect(fault(['baseline', 'update', 'more']).message).toContain('"more"');
    expect(fault(['train', '--force']).message).toContain('it is for publish, baseline');
    expect(fault(['check', 'update']).message).toContain('"update"');
  });

  it('hands on what mine and dedupe are asked for', () => {
    const args = [
      'mine',
      '--output',
      'o',
      '--range',
      '5..9',
      '--margin=0.1',
      '--max-score',
      '0.9',
      '--corpus',
      'c',
    ];
    expect(parseArguments(args)).toMatchObject({
      command: 'mine',
      range: '5..9',
      margin: '0.1',
      'max-score': '0.9',
      corpus: 'c',
    });
    expect(parseArguments(['dedupe', '--threshold', '0.9'])).toMatchObject({
      command: 'dedupe',
      threshold: '0.9',
    });
  });

  it('takes two refs and two runs for data diff', () => {
    const args = ['data', 'diff', 'main', 'HEAD', '--train', '--from', 'a', '--from', 'b'];
    expect(parseArguments(args)).toMatchObject({
      ...{ command: 'data', action: 'diff', operands: ['main', 'HEAD'] },
      ...{ train: true, folders: ['a', 'b'] },
    });
    expect(fault([...args, 'more']).message).toContain('more');
    expect(fault(['check', '--train']).message).toContain('it is for data');
  });

  it('has every option in the help, where the command is that takes it', () => {
    for (const option of ['--base', '--threshold', '--max-score', '--cache-limit', '--input'])
      expect(USAGE).toContain(`  ${option} `);
    expect(parseArguments(['sweep', '--json', '-'])).toMatchObject({ command: 'sweep', json: '-' });
  });

  it('gives help and version without a command', () => {
    expect(parseArguments([]).command).toBe('help');
    expect(parseArguments(['check', '-h']).command).toBe('help');
    expect(parseArguments(['--version']).command).toBe('version');
  });

  it.each([
    [['chek'], 'chek'],
    [['check', 'extra'], 'extra'],
    [['check', '--engine', 'cuda'], 'tensorflow'],
    [['check', '--provider', 'vulkan'], 'webgpu'],
    [['check', '--no-such'], "Unknown option '--no-such'."],

    [['check', '--config'], '--config'],
    [['encode', '--model', 'm', '--input', 'i'], '--output'],
    [['mine', '--negatives', '2'], '--output'],
    [['check', '--threshold', '0.9'], 'check has no option --threshold; it is for dedupe.'],
    [['train', '--base', 'main'], '--base; it is for check.'],
    [['sweep', '--model', 'm'], '--model; it is for encode, dedupe, mine, suggest.'],
    [['dedupe', '--input=texts.txt'], '--input'],
    [['encode', '--model', 'm', '--input', 'i', '--output', 'o', '--json', 'j'], '--json'],
  ])('refuses %j and names %s', (args, named) => {
    const error = fault(args);
    expect(error.code).toBe('USAGE');
    expect(error.exitCode).toBe(2);
    expect(error.message).toContain(named);
    expect(error.message).not.toContain('positional');
  });
});
