import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An event of ONNX Runtime's profile, in Chrome's trace format; durations are microseconds. */
export interface ProfileEvent {
  readonly cat?: string;
  readonly name?: string;
  readonly dur?: number;
  readonly args?: {
    readonly op_name?: string;
    readonly input_type_shape?: readonly Readonly<Record<string, readonly number[]>>[];
  };
}

export interface ProfileRow {
  readonly key: string;
  readonly calls: number;
  readonly milliseconds: number;
  /** Of the time of all nodes. */
  readonly share: number;
}

export interface ProfileTable {
  readonly rows: readonly ProfileRow[];
  readonly nodeMilliseconds: number;
  /** Time of whole runs, what lies between the nodes included. */
  readonly runMilliseconds: number;
}

const KERNEL = '_kernel_time';

export const byOperator = ({ args }: ProfileEvent): string => args?.op_name ?? '?';

/** The operator with the shapes of its inputs: tells one matrix product from another. */
export const byShapes = (event: ProfileEvent): string => {
  const shapes = event.args?.input_type_shape ?? [];
  const text = shapes.flatMap(shape => Object.values(shape)).map(sizes => sizes.join('×') || '·');
  return `${byOperator(event)} ${text.join(', ')}`;
};

/** Adds up the time of the nodes that `key` calls alike, the longest first. */
export function aggregateProfile(
  events: readonly ProfileEvent[],
  key: (event: ProfileEvent) => string,
): ProfileTable {
  const sums = new Map<string, { calls: number; milliseconds: number }>();
  let nodeMilliseconds = 0;
  let runMilliseconds = 0;
  for (const event of events) {
    const milliseconds = (event.dur ?? 0) / 1000;
    if (event.cat === 'Session' && event.name === 'model_run') runMilliseconds += milliseconds;
    // Older releases also log what they wait for around each kernel.
    if (event.cat !== 'Node' || !event.name?.endsWith(KERNEL)) continue;
    nodeMilliseconds += milliseconds;
    const sum = sums.get(key(event)) ?? { calls: 0, milliseconds: 0 };
    sums.set(key(event), { calls: sum.calls + 1, milliseconds: sum.milliseconds + milliseconds });
  }
  const rows = [...sums].map(([name, sum]) => ({
    key: name,
    ...sum,
    share: sum.milliseconds / nodeMilliseconds,
  }));
  rows.sort((a, b) => b.milliseconds - a.milliseconds);
  return { rows, nodeMilliseconds, runMilliseconds };
}

/** The events of all profiles in a folder. */
export function readProfiles(folder: string): ProfileEvent[] {
  const files = readdirSync(folder).filter(name => name.endsWith('.json'));
  if (files.length === 0) throw new Error(`no profile was written to ${folder}`);
  return files.flatMap(name => JSON.parse(readFileSync(join(folder, name), 'utf8')) as ProfileEvent[]);
}

/** Lines of a table for a terminal, of at most `limit` rows. */
export function profileLines(
  { rows, nodeMilliseconds, runMilliseconds }: ProfileTable,
  limit = 30,
): string[] {
  const line = (key: string, calls: number | string, milliseconds: number, share: number) =>
    `${(100 * share).toFixed(1).padStart(6)} % ${milliseconds.toFixed(1).padStart(10)} ms ${String(calls).padStart(8)}  ${key}`;
  const rest = rows.slice(limit);
  const sum = (pick: (row: ProfileRow) => number) => rest.reduce((total, row) => total + pick(row), 0);
  return [
    ...rows.slice(0, limit).map(row => line(row.key, row.calls, row.milliseconds, row.share)),
    ...(rest.length > 0
      ? [
          line(
            `(${rest.length} more)`,
            sum(row => row.calls),
            sum(row => row.milliseconds),
            sum(row => row.share),
          ),
        ]
      : []),
    line('all nodes', '', nodeMilliseconds, 1),
    line('whole runs', '', runMilliseconds, runMilliseconds / nodeMilliseconds),
  ];
}
