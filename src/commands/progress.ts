import type { Emit } from './job.ts';

/** Milliseconds between two progress lines. */
const INTERVAL_MS = 200;

const PHASES: Readonly<Record<string, { verb: string; unit: string }>> = {
  download: { verb: 'Downloading', unit: 'MB' },
  read: { verb: 'Reading', unit: 'MB' },
  encode: { verb: 'Encoding', unit: 'texts' },
  provider: { verb: 'Embedding', unit: 'texts' },
  search: { verb: 'Searching', unit: 'texts' },
  train: { verb: 'Training', unit: 'steps' },
  sweep: { verb: 'Training', unit: 'trials' },
};

/** A share such as 0.29 is a little less than it is written. */
const ROUNDING = 1e-9;

/** Turns a worker's events into log lines and progress lines with a rate and the time left. */
export function progressReporter(
  log: (line: string) => void,
  progress: (line: string) => void,
  now: () => number = () => performance.now(),
): Emit {
  const said = engineOnce(log);
  let phase = '';
  let seed: number | undefined;
  let [started, shown] = [0, 0];
  // Where a training goes on, and what of it is no part of the present phase.
  let resumed: { readonly step: number; readonly seed?: number } | undefined;
  let [before, last] = [0, 0];
  return event => {
    if (event.type === 'log') return said(event.line);
    if (event.type === 'checkpoint') resumed = event;
    if (event.type !== 'progress') return;
    const time = now();
    // What counts from the start again is another training, or other texts.
    if (event.phase !== phase || event.seed !== seed || event.done < last) {
      [phase, seed, started, shown] = [event.phase, event.seed, time, Number.NEGATIVE_INFINITY];
      const { step = 0 } = phase === 'train' && resumed?.seed === seed ? (resumed ?? {}) : {};
      before = step < event.done ? step : 0;
      resumed = undefined;
    }
    last = event.done;
    if (time - shown < INTERVAL_MS && event.done < event.total) return;
    shown = time;
    const { done, total, share } = event;
    progress(progressLine(phase, done, total, (time - started) / 1000, { seed, share, before }));
  };
}

/** Each worker opens an engine of its own; one like the last is no news. */
function engineOnce(log: (line: string) => void): (line: string) => void {
  let last = '';
  return line => {
    const engine = line.startsWith('engine: ');
    if (!engine || line !== last) log(line);
    if (engine) last = line;
  };
}

/**
 * E.g. `Training  512/5632 steps   9 %  301/s  17 s left`.
 *
 * @param of the seed that trains, the share of the work where that is not the one of what is counted, and how many of
 *   what is counted were done before the seconds began
 */
export function progressLine(
  phase: string,
  done: number,
  total: number,
  seconds: number,
  of: {
    readonly seed?: number | undefined;
    readonly share?: number | undefined;
    readonly before?: number;
  } = {},
): string {
  const { seed, share: work = total > 0 ? done / total : 1, before = 0 } = of;
  const { verb, unit } = PHASES[phase] ?? { verb: phase, unit: '' };
  const what = seed === undefined ? verb : `${verb} seed ${seed}`;
  const line = `${what}  ${done}/${total} ${unit}  ${Math.floor(100 * work + ROUNDING)} %`;
  const since = work - (before > 0 ? before / total : 0);
  if (seconds <= 0 || done <= before || since <= 0) return line;
  const rate = (done - before) / seconds;
  return `${line}  ${rate >= 10 ? rate.toFixed(0) : rate.toFixed(1)}/s  ${formatSeconds((seconds * (1 - work)) / since)} left`;
}

/** What a worker was at: `training, at 512 of 5 632 steps`. */
export function phaseText({ phase, done, total }: { phase: string; done: number; total: number }): string {
  const { verb, unit } = PHASES[phase] ?? { verb: phase, unit: '' };
  return `${verb.toLowerCase()}, at ${grouped(done)} of ${grouped(total)} ${unit}`.trimEnd();
}

/** `1234` → `1 234`. */
export function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ' ');
}

/** E.g. `8 s`, `2 min 05 s`, `1 h 03 min`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const pad = (value: number) => String(value).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`;
}
