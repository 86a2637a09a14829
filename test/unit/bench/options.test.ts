import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readOptions, UsageError } from '../../../bench/options.ts';

describe('readOptions', () => {
  it('has the settings that the published ratios are taken with', () => {
    const { positionals, options } = readOptions(['encode'], 'root');
    expect(positionals).toEqual(['encode']);
    expect(options).toMatchObject({
      shared: join('root', '../shared'),
      engine: { name: 'onnxruntime', provider: 'cpu' },
      threads: 2,
      trainEmbeddings: true,
      peer: undefined,
    });
  });

  it('reads what is given', () => {
    const args = [
      'train',
      '--embeddings',
      'frozen',
      '--provider',
      'webgpu',
      '--rounds',
      '5',
      '--peer',
      '/p.py',
    ];
    expect(readOptions(args, 'root').options).toMatchObject({
      engine: { name: 'onnxruntime', provider: 'webgpu' },
      rounds: 5,
      trainEmbeddings: false,
      peer: { script: '/p.py', python: undefined },
    });
  });

  it.each([
    ['--engine', 'fast'],
    ['--provider', 'tpu'],
    ['--embeddings', 'no'],
    ['--rounds', '0'],
    ['--threads', '1.5'],
    ['--sentence', '5'],
  ])('refuses %s %s', (option, value) => {
    expect(() => readOptions(['encode', option, value], 'root')).toThrow(UsageError);
    expect(() => readOptions(['encode', option, value], 'root')).toThrow(option);
  });
});
