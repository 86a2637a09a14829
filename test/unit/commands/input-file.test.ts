import { describe, expect, it } from 'vitest';
import { inputFile } from '../../../src/commands/input-file.ts';
import { toError } from '../../../src/errors.ts';
import { Sandbox } from '../../sandbox.ts';

describe('a file that an option names', () => {
  it('is found from the folder that the command runs in', async () => {
    const sandbox = new Sandbox();
    sandbox.write('data/pairs.csv', 'a,b\n');
    expect(await inputFile('--input', 'data/pairs.csv', sandbox.folder)).toBe(sandbox.path('data/pairs.csv'));
    for (const [name, said] of [
      ['data/other.csv', 'There is no such file.'],
      ['data', 'This is no file.'],
    ] as const) {
      const fault = toError(await inputFile('--corpus', name, sandbox.folder).catch(thrown => thrown));
      expect(fault).toMatchObject({ code: 'DATA_NOT_FOUND', message: said, place: { file: name } });
      expect(fault.remedy).toContain('--corpus');
    }
  });
});
