import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../shared.ts';
import { findCycle, findFaults, importsOf, type SourceFile } from './import-table.ts';

const files: SourceFile[] = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map(name => name.replaceAll('\\', '/'))
  .filter(name => name.endsWith('.ts'))
  .map(path => ({ path, text: readFileSync(join(root, 'src', path), 'utf8') }));

const lines = ({ text }: SourceFile): number => text.trimEnd().split('\n').length;

describe('src', () => {
  it('keeps to the import table', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(findFaults(files)).toEqual([]);
  });

  it('has no import cycle', () => {
    expect(findCycle(files)).toEqual([]);
  });

  it('has no catch-all file', () => {
    const catchAll = /(?:^|\/)(?:utils?|helpers?|common|misc|index)(?:\/|\.ts$)/;
    expect(files.map(file => file.path).filter(path => catchAll.test(path))).toEqual([]);
  });

  it('has small files with plain names', () => {
    expect(files.filter(file => !/^[a-z0-9/-]+\.ts$/.test(file.path)).map(file => file.path)).toEqual([]);
    expect(files.filter(file => lines(file) > 300).map(file => `${file.path}: ${lines(file)} lines`)).toEqual(
      [],
    );
    const sorted = files.map(lines).sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(80);
  });

  it('has short entries', () => {
    const limits: Record<string, number> = { 'main.ts': 30, 'cli.ts': 80 };
    for (const [path, limit] of Object.entries(limits)) {
      const file = files.find(one => one.path === path);
      expect(file, path).toBeDefined();
      expect(lines(file!), path).toBeLessThanOrEqual(limit);
    }
  });
});

describe('the checker itself', () => {
  const planted = (path: string, text: string): string[] => findFaults([{ path, text }]);

  it('finds imports in every form, and not in comments or strings', () => {
    const text = [
      "import a from 'a';",
      "import type { B } from './b.ts';",
      "import {\n  c,\n  type D,\n} from '../c/d.ts';",
      "export { e } from './e.ts';",
      "export * from './f.ts';",
      "import './g.ts';",
      "const h = await import('./h.ts');",
      "type I = import('./i.ts').I;",
      "const j = require('j');",
      "// import k from 'k';",
      "/** import l from 'l'; */",
      'const m = "import m from \'m\'";',
    ].join('\n');
    expect(importsOf(text).map(({ from }) => from)).toEqual([
      ...['a', './b.ts', '../c/d.ts', './e.ts', './f.ts', './g.ts', './h.ts', './i.ts', 'j'],
    ]);
    expect(
      importsOf(text)
        .filter(({ typeOnly }) => typeOnly)
        .map(({ from }) => from),
    ).toEqual(['./b.ts', './i.ts']);
  });

  it.each([
    ['data/load.ts', "import { x } from '../model/load.ts';"],
    ['data/readers/csv.ts', "import type { X } from '../../gate/rule.ts';"],
    ['training/fit.ts', "import { loadData } from '../data/load.ts';"],
    ['gate/decide.ts', "import { wilson } from '../evaluation/intervals.ts';"],
    ['config/schema.ts', "import { parseRule } from '../gate/rules.ts';"],
    ['report/markdown.ts', "import { decide } from '../gate/decide.ts';"],
    ['commands/check.ts', "import { run } from '../action/run.ts';"],
    ['action/run.ts', "const m = await import('../model/load.ts');"],
    ['model/load.ts', "import core from '@actions/core';"],
    ['commands/check.ts', "import { simpleGit } from 'simple-git';"],
    ['model/load.ts', "import '@tensorflow/tfjs-backend-cpu';"],
    ['training/fit.ts', "const tf = require('@tensorflow/tfjs-node-gpu');"],
    ['model/session.ts', "import { x } from 'onnxruntime-node';"],
    ['main.ts', "import { runCheck } from './commands/check.ts';"],
    ['cli.ts', "import { runAction } from './action/run.ts';"],
    ['worker.ts', "import { fit } from './training/fit.ts';"],
    ['data/load.ts', "import { x } from './read';"],
    ['data/load.ts', "import { x } from '../../test/shared.ts';"],
    ['newroom/load.ts', "import { x } from '../errors.ts';"],
    ['stray.ts', 'export {};'],
  ])('catches a planted fault in %s: %s', (path, text) => {
    expect(planted(path, text)).toHaveLength(1);
  });

  it.each([
    ['training/fit.ts', "import type { Pair } from '../data/pair.ts';"],
    ['gate/decide.ts', "import { METRICS } from '../evaluation/types.ts';"],
    ['config/schema.ts', "import { gateOptions } from '../gate/options.ts';"],
    ['action/run.ts', "import * as core from '@actions/core';"],
    ['repository/git.ts', "import { simpleGit } from 'simple-git';"],
    ['engine/tensorflow.ts', "await import('@tensorflow/tfjs-node-gpu');"],
    ['model/pooling.ts', "import * as tf from '@tensorflow/tfjs-core';"],
  ])('lets through what the table allows in %s: %s', (path, text) => {
    expect(planted(path, text)).toEqual([]);
  });

  it('catches a cycle, and names it', () => {
    const cycle = [
      { path: 'data/a.ts', text: "import { b } from './b.ts';" },
      { path: 'data/b.ts', text: "import { c } from './readers/c.ts';" },
      { path: 'data/readers/c.ts', text: "export { a } from '../a.ts';" },
      { path: 'data/d.ts', text: "import { a } from './a.ts';" },
    ];
    expect(findCycle(cycle)).toEqual(['data/a.ts', 'data/b.ts', 'data/readers/c.ts', 'data/a.ts']);
    expect(findCycle(cycle.slice(1))).toEqual([]);
  });
});
