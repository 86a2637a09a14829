import { execFile } from 'node:child_process';

const TIMEOUT_MS = 5_000;
const INTERVAL_MS = 1_000;

/** One look at a GPU. */
export interface GpuSample {
  /** Of a clock that only goes forward, in milliseconds. */
  readonly at: number;
  /** Absent where the device does not tell. */
  readonly watts?: number;
  /** Share of the last interval in which a kernel ran, 0 to 1. */
  readonly utilization?: number;
  /** Bytes in use on the device, by whatever program. */
  readonly memory?: number;
}

/** What a GPU did while it was watched. */
export interface GpuUse {
  /** Most bytes in use on the device, those of other programs among them. */
  readonly memory?: number;
  /** Energy in watt-hours: power integrated by the trapezoidal rule. */
  readonly wattHours?: number;
  /** Mean share of the time in which a kernel ran, 0 to 1. */
  readonly utilization?: number;
}

interface Line extends Omit<GpuSample, 'at'> {
  readonly index: string;
  readonly uuid: string;
  readonly name: string;
}

const QUERY = ['index', 'uuid', 'power.draw', 'utilization.gpu', 'memory.used', 'name'];

/**
 * Watches the GPU in use through nvidia-smi, which is asked again and again, never twice at a time, and for some seconds
 * at most. Where there is no such program, or it fails, nothing is known; nothing is thrown.
 */
export class GpuSampler {
  readonly #device: string;
  readonly #ended = new AbortController();
  readonly #samples: GpuSample[] = [];
  readonly #done: Promise<void>;

  /**
   * @param device the name of the GPU that the engine computes on
   * @param interval milliseconds between two questions
   */
  constructor(device: string, interval = INTERVAL_MS) {
    this.#device = device;
    this.#done = this.#watch(interval);
  }

  /** What was seen so far. */
  use(): GpuUse {
    return gpuUse(this.#samples);
  }

  /** Ends the watching; resolves once nothing of it runs any more. */
  async stop(): Promise<GpuUse> {
    this.#ended.abort();
    await this.#done;
    return this.use();
  }

  async #watch(interval: number): Promise<void> {
    const { signal } = this.#ended;
    while (!signal.aborted) {
      const lines = await ask(signal);
      if (lines === undefined) return;
      const line = chosen(lines, this.#device, process.env.CUDA_VISIBLE_DEVICES);
      if (line) {
        const { index: _, uuid: __, name: ___, ...sample } = line;
        this.#samples.push({ at: performance.now(), ...sample });
      }
      await pause(interval, signal);
    }
  }
}

/** Undefined where nvidia-smi cannot be asked; it would be no other the next time. */
function ask(signal: AbortSignal): Promise<Line[] | undefined> {
  const args = [`--query-gpu=${QUERY.join(',')}`, '--format=csv,noheader,nounits'];
  return new Promise(resolve => {
    const options = { timeout: TIMEOUT_MS, killSignal: 'SIGKILL', maxBuffer: 2 ** 20 } as const;
    // The callback comes once the process is gone, so that nobody has to reap it.
    const child = execFile('nvidia-smi', args, options, (error, stdout) => {
      signal.removeEventListener('abort', end);
      resolve(error ? undefined : parseSamples(stdout));
    });
    // Not by the option `signal`: of a process that never started, Node would signal the whole group of this one.
    const end = () => child.pid !== undefined && child.kill('SIGKILL');
    signal.addEventListener('abort', end);
    // A run that ends by itself does not wait for it.
    child.unref();
  });
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds).unref();
    signal.addEventListener('abort', end);
  });
}

/** The lines of nvidia-smi's CSV without units: what a device does not know stands there as `[N/A]`, memory in MiB. */
export function parseSamples(csv: string): Line[] {
  return csv.split('\n').flatMap(text => {
    const [index, uuid, power, used, memory, ...name] = text.split(',').map(part => part.trim());
    if (!index || !uuid || name.length === 0) return [];
    const number = (cell = '') => (/^\d+(\.\d+)?$/.test(cell) ? Number(cell) : undefined);
    const [watts, percent, mebibytes] = [number(power), number(used), number(memory)];
    return [
      {
        index,
        uuid,
        name: name.join(','),
        ...(watts !== undefined && { watts }),
        ...(percent !== undefined && { utilization: percent / 100 }),
        ...(mebibytes !== undefined && { memory: mebibytes * 2 ** 20 }),
      },
    ];
  });
}

/** The device that programs see first, else the one of that name, else the first. */
function chosen(lines: readonly Line[], device: string, visible = ''): Line | undefined {
  const [first = ''] = visible.split(',').map(part => part.trim());
  return (
    lines.find(({ index, uuid }) => first !== '' && (index === first || uuid.startsWith(first))) ??
    lines.find(({ name }) => name !== '' && device.includes(name)) ??
    lines[0]
  );
}

/** Sums up samples in the order of their times. */
export function gpuUse(samples: readonly GpuSample[]): GpuUse {
  const memory = samples.reduce<number | undefined>(
    (most, sample) => (sample.memory === undefined ? most : Math.max(most ?? 0, sample.memory)),
    undefined,
  );
  const busy = samples.flatMap(({ utilization }) => (utilization === undefined ? [] : [utilization]));
  const powered = samples.filter(({ watts }) => watts !== undefined);
  const joules = powered.slice(1).reduce((sum, { at, watts }, i) => {
    const before = powered[i]!;
    return sum + (((at - before.at) / 1000) * (watts! + before.watts!)) / 2;
  }, 0);
  return {
    ...(memory !== undefined && { memory }),
    ...(powered.length > 1 && { wattHours: joules / 3600 }),
    ...(busy.length > 0 && { utilization: busy.reduce((sum, one) => sum + one, 0) / busy.length }),
  };
}
