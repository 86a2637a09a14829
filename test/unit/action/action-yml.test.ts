import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { INPUTS } from '../../../src/action/inputs.ts';
import { OUTPUTS } from '../../../src/action/outputs.ts';

const action = parse(readFileSync(join(import.meta.dirname, '../../../action.yml'), 'utf8'));

describe('action.yml', () => {
  it('has the inputs that the code reads, with the same defaults', () => {
    expect(Object.keys(action.inputs).sort()).toEqual(Object.keys(INPUTS).sort());
    for (const [name, input] of Object.entries(INPUTS)) {
      const expected = name === 'github-token' ? '\u0024{{ github.token }}' : input.default;
      expect(action.inputs[name].default, name).toBe(expected);
    }
  });

  it('has the outputs that the code writes', () => {
    expect(Object.keys(action.outputs).sort()).toEqual([...OUTPUTS].sort());
  });

  it('describes all of them, in kebab-case', () => {
    for (const [name, { description }] of Object.entries<{ description: string }>({
      ...action.inputs,
      ...action.outputs,
    })) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(description.length, name).toBeGreaterThan(10);
      expect(description, name).toMatch(/\.$/);
    }
  });

  it('names every choice of an input in its description', () => {
    for (const [name, input] of Object.entries(INPUTS)) {
      if (input.kind !== 'choice') continue;
      for (const choice of input.choices) expect(action.inputs[name].description).toContain(`\`${choice}\``);
    }
  });

  it('runs the bundle on Node 24, with branding', () => {
    expect(action.runs).toEqual({ using: 'node24', main: 'dist/main.js' });
    expect(action.branding).toEqual({ icon: expect.any(String), color: expect.any(String) });
    expect(action.name).toBe('finetune-gate');
  });
});
