import { describe, expect, it } from 'vitest';
import { formatSeconds, progressLine, progressReporter } from '../../../src/commands/progress.ts';
import { TerminalLines } from '../../../src/commands/terminal-lines.ts';

describe('progress', () => {
  it('says rate and time left', () => {
    expect(progressLine('train', 512, 5632, 2)).toBe('Training  512/5632 steps  9 %  256/s  20 s left');
    // The large ones first: of ten trials two are done, and half of the work.
    expect(progressLine('sweep', 2, 10, 30, { share: 0.5 })).toBe(
      'Training  2/10 trials  50 %  0.1/s  30 s left',
    );
    expect(progressLine('encode', 3, 12, 2)).toBe('Encoding  3/12 texts  25 %  1.5/s  6 s left');
  });

  it('says no rate before there is one', () => {
    expect(progressLine('train', 0, 10, 0)).toBe('Training  0/10 steps  0 %');
    expect(progressLine('encode', 0, 0, 0)).toBe('Encoding  0/0 texts  100 %');
  });

  it.each([
    [0.4, '0 s'],
    [59.6, '1 min 00 s'],
    [125, '2 min 05 s'],
    [3780, '1 h 03 min'],
  ])('formats %d seconds as %s', (seconds, text) => expect(formatSeconds(seconds)).toBe(text));

  it('shows at most five lines a second, and always the last one', () => {
    const shown: string[] = [];
    let time = 0;
    const emit = progressReporter(
      () => {},
      line => shown.push(line),
      () => time,
    );
    for (let done = 1; done <= 100; done++) {
      time += 10;
      emit({ type: 'progress', phase: 'train', done, total: 100 });
    }
    expect(shown.length).toBeLessThanOrEqual(6);
    expect(shown.at(-1)).toContain('100/100');
  });

  it('counts no step of the run before for the pace of one that goes on', () => {
    let time = 0;
    const shown: string[] = [];
    const emit = progressReporter(
      () => {},
      line => shown.push(line),
      () => time,
    );
    for (const seed of [42, 43]) {
      emit({ type: 'checkpoint', key: 'k', step: 900, totalSteps: 1000, epoch: 9, seed });
      for (const done of [901, 911]) {
        emit({ type: 'progress', phase: 'train', done, total: 1000, seed });
        time += 1000;
      }
      // One that is written on the way is where nothing begins.
      emit({ type: 'checkpoint', key: 'k', step: 920, totalSteps: 1000, epoch: 9, seed });
      emit({ type: 'progress', phase: 'train', done: 922, total: 1000, seed });
    }
    expect(shown).toEqual(
      [42, 43].flatMap(seed => [
        `Training seed ${seed}  901/1000 steps  90 %`,
        `Training seed ${seed}  911/1000 steps  91 %  11/s  8 s left`,
        `Training seed ${seed}  922/1000 steps  92 %  11/s  7 s left`,
      ]),
    );
  });

  it('begins anew with a training that follows another', () => {
    let time = 0;
    const shown: string[] = [];
    const emit = progressReporter(
      () => {},
      line => shown.push(line),
      () => time,
    );
    for (const from of [0, 500]) {
      if (from > 0) emit({ type: 'checkpoint', key: 'b', step: from, totalSteps: 1000, epoch: 1 });
      for (const done of [from + 1, 600]) {
        emit({ type: 'progress', phase: 'train', done, total: 1000 });
        time += 10_000;
      }
      emit({ type: 'checkpoint', key: 'a', step: 1000, totalSteps: 1000, epoch: 2 });
    }
    expect(shown).toEqual([
      'Training  1/1000 steps  0 %',
      'Training  600/1000 steps  60 %  60/s  7 s left',
      'Training  501/1000 steps  50 %',
      'Training  600/1000 steps  60 %  10/s  40 s left',
    ]);
  });

  it('names the seed, and begins anew with each', () => {
    let time = 0;
    const shown: string[] = [];
    const emit = progressReporter(
      () => {},
      line => shown.push(line),
      () => time,
    );
    for (const seed of [42, 43]) {
      for (const done of [0, 5]) {
        time += 1000;
        emit({ type: 'progress', phase: 'train', done, total: 10, seed });
      }
    }
    expect(shown).toEqual([
      'Training seed 42  0/10 steps  0 %',
      'Training seed 42  5/10 steps  50 %  5.0/s  1 s left',
      'Training seed 43  0/10 steps  0 %',
      'Training seed 43  5/10 steps  50 %  5.0/s  1 s left',
    ]);
  });
});

describe('TerminalLines', () => {
  const written = (isTTY: boolean, now: () => number = () => 0) => {
    const out: string[] = [];
    return { out, lines: new TerminalLines({ isTTY, columns: 20, write: text => out.push(text) }, now) };
  };

  it('replaces the progress line on a terminal, cut to its width', () => {
    const { out, lines } = written(true);
    lines.progress('a line that is longer than the terminal');
    lines.log('done');
    expect(out).toEqual(['\r\x1b[2Ka line that is long', '\r\x1b[2K', 'done\n']);
  });

  it('cuts nothing on a terminal that does not tell its width', () => {
    const out: string[] = [];
    const lines = new TerminalLines({ isTTY: true, columns: 0, write: text => out.push(text) });
    lines.progress('Encoding  1/2 texts  50 %');
    expect(out).toEqual(['\r\x1b[2KEncoding  1/2 texts  50 %']);
  });

  it('writes a plain progress line now and then elsewhere', () => {
    let time = 0;
    const { out, lines } = written(false, () => time);
    for (time = 0; time <= 10_000; time += 1000) lines.progress(`${time}`);
    expect(out).toEqual(['0\n', '5000\n', '10000\n']);
  });
});

describe('what workers log', () => {
  it('names an engine once, and another one when it comes', () => {
    const lines: string[] = [];
    const emit = progressReporter(
      line => lines.push(line),
      () => {},
    );
    for (const line of ['engine: a', 'Epoch 1', 'engine: a', 'Epoch 1', 'engine: b'])
      emit({ type: 'log', line });
    expect(lines).toEqual(['engine: a', 'Epoch 1', 'Epoch 1', 'engine: b']);
  });
});
