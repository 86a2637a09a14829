// The built program is killed at random moments and run again: `npm run bench -- kills [--kills N]`.
import { setTimeout } from 'node:timers/promises';
import { isWorker, type Killed, KillFolder, type KillJob, logged, type Victim } from './kill-job.ts';

/** Seconds between two checkpoints. */
const EVERY = 0.2;
/** Steps that are taken together, which are lost or kept together. */
const TOGETHER = 4;

/** Share of the kills whose moment is counted from the first epoch on. */
const TRAINING = 0.5;

interface Unbroken {
  readonly seconds: number;
  /** Steps in the time between two checkpoints. */
  readonly perInterval: number;
  readonly outcome: Readonly<Record<string, string>>;
  readonly left: readonly string[];
}

const JOBS: readonly KillJob[] = [
  {
    name: 'head',
    rows: 2000,
    settings: `train: { tune: head, epochs: 40, learning_rate: 1.0e-3, checkpoint_every: ${EVERY}s }\n`,
    cache: true,
  },
  {
    name: 'seeds',
    rows: 1000,
    settings: `train: { tune: head, epochs: 20, learning_rate: 1.0e-3, checkpoint_every: ${EVERY}s }\nevaluate: { seeds: 3 }\n`,
    cache: false,
  },
  {
    name: 'all',
    rows: 400,
    settings: `train: { tune: all, epochs: 6, learning_rate: 1.0e-3, checkpoint_every: ${EVERY}s }\n`,
    cache: true,
  },
  {
    name: 'lora',
    rows: 400,
    settings: `train: { tune: { lora: 4 }, epochs: 6, learning_rate: 1.0e-3, checkpoint_every: ${EVERY}s }\n`,
    cache: false,
  },
];

interface KillsOutcome {
  readonly kills: number;
  /** By what was killed. */
  readonly worker: number;
  readonly supervisor: number;
  /** Kills that came after the end. */
  readonly late: number;
  /** Reruns that went on from a checkpoint. */
  resumed: number;
  /** Reruns whose weights, pairs or report are others than the unbroken run's. */
  different: number;
  /** Files in their place that were not whole after a kill; those that this program tears are not counted. */
  torn: number;
  tornOnPurpose: number;
  /** Reruns after which a file is there that the unbroken run does not leave, or is missing. */
  leftovers: number;
  /** Workers that outlived their supervisor by a rerun. */
  orphans: number;
  mostStepsLost: number;
  /** The most, over the steps that the unbroken run takes in an interval. */
  mostIntervalsLost: number;
  /** Kills that lost more than that and the steps that are taken together. */
  moreThanInterval: number;
  /** What was wrong, and how often. */
  readonly complaints: Record<string, number>;
}

/** Kills worker and supervisor in turn, each job after the other, at a random moment; then runs again what was killed. */
export async function benchKills(root: string, { kills }: { readonly kills: number }): Promise<void> {
  const outcome: KillsOutcome = {
    kills,
    worker: 0,
    supervisor: 0,
    late: 0,
    resumed: 0,
    different: 0,
    torn: 0,
    tornOnPurpose: 0,
    leftovers: 0,
    orphans: 0,
    mostStepsLost: 0,
    mostIntervalsLost: 0,
    moreThanInterval: 0,
    complaints: {},
  };
  const folders = JOBS.map(job => new KillFolder(root, job));
  try {
    const unbroken: Unbroken[] = [];
    for (const folder of folders) {
      const { seconds } = await folder.run('unbroken');
      const perInterval = EVERY * folder.stepsPerSecond('unbroken');
      unbroken.push({
        seconds,
        perInterval,
        outcome: folder.outcome('unbroken'),
        left: folder.left('unbroken'),
      });
    }
    for (let kill = 0; kill < kills; kill++) {
      const job = kill % JOBS.length;
      const round = Math.floor(kill / JOBS.length);
      const victim: Victim = round % 2 ? 'supervisor' : 'worker';
      const { seconds, perInterval, outcome: expected, left } = unbroken[job]!;
      const folder = folders[job]!;
      folder.clear('killed');
      const killed = await folder.kill('killed', victim, async (log, over) => {
        // On a busy machine, the time that the unbroken run took is over before anything is trained.
        if (Math.random() < TRAINING) await logged('Epoch 1 of')(log, over);
        await setTimeout(1000 * seconds * Math.random());
      });
      count(outcome, victim, killed, perInterval);
      if (round % 3 === 2 && folder.tear('killed')) outcome.tornOnPurpose++;
      const { log, code } = await folder.run('killed');
      if (log.includes('Resuming at step')) outcome.resumed++;
      const found = code === 0 ? folder.outcome('killed') : { code: String(code) };
      const wrong = differences(expected, found).map(what => `${JOBS[job]!.name}: ${what} differs`);
      const extra = differences(listed(left), listed(folder.left('killed')));
      if (wrong.length > 0) outcome.different++;
      if (extra.length > 0) outcome.leftovers++;
      if (killed.worker !== undefined && isWorker(killed.worker)) outcome.orphans++;
      for (const what of [...wrong, ...extra]) outcome.complaints[what] = (outcome.complaints[what] ?? 0) + 1;
    }
    const took = unbroken.map(({ seconds }, job) => [JOBS[job]!.name, Number(seconds.toFixed(2))]);
    console.log(
      JSON.stringify({ ...outcome, intervalSeconds: EVERY, unbrokenSeconds: Object.fromEntries(took) }),
    );
  } finally {
    for (const folder of folders) folder.dispose();
  }
}

function count(
  outcome: { -readonly [K in keyof KillsOutcome]: KillsOutcome[K] },
  victim: Victim,
  killed: Killed,
  perInterval: number,
): void {
  const { late, torn, stepsLost = 0 } = killed;
  if (late) outcome.late++;
  else outcome[victim]++;
  outcome.torn += torn;
  outcome.mostStepsLost = Math.max(outcome.mostStepsLost, stepsLost);
  outcome.mostIntervalsLost = Math.max(outcome.mostIntervalsLost, stepsLost / perInterval);
  if (stepsLost > perInterval + TOGETHER) outcome.moreThanInterval++;
}

function differences(
  expected: Readonly<Record<string, string>>,
  found: Readonly<Record<string, string>>,
): string[] {
  const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
  return [...keys].filter(key => expected[key] !== found[key]);
}

const listed = (names: readonly string[]) => Object.fromEntries(names.map(name => [name, 'there']));
