import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  aggregateProfile,
  byOperator,
  byShapes,
  type ProfileEvent,
  profileLines,
  readProfiles,
} from '../../../bench/profile.ts';

const node = (op: string, dur: number, shapes: number[][] = [], suffix = '_kernel_time'): ProfileEvent => ({
  cat: 'Node',
  name: `n${suffix}`,
  dur,
  args: { op_name: op, input_type_shape: shapes.map(shape => ({ float: shape })) },
});

const EVENTS: ProfileEvent[] = [
  { cat: 'Session', name: 'model_loading_array', dur: 90_000 },
  node('Gemm', 3000, [
    [8, 4],
    [4, 4],
  ]),
  node('Add', 500, [[8, 4], []]),
  node('Gemm', 500, [[], [], []], '_fence_before'),
  node('Gemm', 4500, [
    [8, 2],
    [2, 4],
  ]),
  { cat: 'Session', name: 'SequentialExecutor::Execute', dur: 8200 },
  { cat: 'Session', name: 'model_run', dur: 8500 },
];

describe('aggregateProfile', () => {
  it('adds up kernels by operator, the longest first, and nothing but kernels', () => {
    const table = aggregateProfile(EVENTS, byOperator);
    expect(table.rows).toEqual([
      { key: 'Gemm', calls: 2, milliseconds: 7.5, share: 0.9375 },
      { key: 'Add', calls: 1, milliseconds: 0.5, share: 0.0625 },
    ]);
    expect(table).toMatchObject({ nodeMilliseconds: 8, runMilliseconds: 8.5 });
  });

  it('tells products apart by their shapes', () => {
    const { rows } = aggregateProfile(EVENTS, byShapes);
    expect(rows.map(row => row.key)).toEqual(['Gemm 8×2, 2×4', 'Gemm 8×4, 4×4', 'Add 8×4, ·']);
  });
});

describe('profileLines', () => {
  it('sums up the rows beyond the limit', () => {
    const lines = profileLines(aggregateProfile(EVENTS, byShapes), 1);
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/56\.3 % +4\.5 ms +1 {2}Gemm 8×2, 2×4$/);
    expect(lines[1]).toMatch(/43\.8 % +3\.5 ms +2 {2}\(2 more\)$/);
    expect(lines[2]).toMatch(/100\.0 % +8\.0 ms +all nodes$/);
    expect(lines[3]).toMatch(/106\.3 % +8\.5 ms +whole runs$/);
  });
});

describe('readProfiles', () => {
  it('joins the events of every session', () => {
    const folder = mkdtempSync(join(tmpdir(), 'finetune-gate-profile-'));
    try {
      expect(() => readProfiles(folder)).toThrow('no profile');
      writeFileSync(join(folder, 'a.json'), JSON.stringify(EVENTS.slice(0, 2)));
      writeFileSync(join(folder, 'b.json'), JSON.stringify(EVENTS.slice(2)));
      writeFileSync(join(folder, 'notes.txt'), 'no profile');
      expect(readProfiles(folder)).toEqual(EVENTS);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
