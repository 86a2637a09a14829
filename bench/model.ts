// `npm run bench -- encode` and `train`: MiniLM's shape with random weights over real sentences' lengths.
import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { type EncoderSizes, encoderFlops } from './flops.ts';
import { machine } from './machine.ts';
import { modelWorkload } from './model-workload.ts';
import type { BenchOptions } from './options.ts';
import { aggregateProfile, byOperator, byShapes, profileLines, readProfiles } from './profile.ts';
import { runOurs, runPeer } from './runs.ts';
import { median } from './statistics.ts';
import { compare, type Round, rounded, summarize } from './summary.ts';
import type { ModelOutcome, ModelWorkload } from './workload.ts';

/** One JSON line. */
export async function benchModel(task: 'encode' | 'train', options: BenchOptions): Promise<void> {
  const workload = await modelWorkload(task, options);
  if (options.profile !== undefined) return profileModel(workload, options.profile);
  const { outcomes, ours, peer, peerName, gemmPeak } = await runRounds(workload, options);
  const us = summarize(ours);
  const sentences = task === 'encode' ? workload.lengths.length : 2 * workload.batch_size;
  console.log(
    JSON.stringify({
      bench: task,
      ...(task === 'encode' && { precision: options.precision }),
      ...(task === 'train' && { embeddings: options.trainEmbeddings ? 'trained' : 'frozen' }),
      ...(options.peer
        ? { ...compare(ours, peer), peer: peerName }
        : { ours_seconds: rounded(us.seconds, 4), ours_peak_mib: us.peak_mib }),
      sentences_per_second: rounded(sentences / us.seconds, 1),
      warm_up_seconds: rounded(median(outcomes.map(outcome => outcome.warm_up_seconds))),
      ...(outcomes[0]?.mean_cosine !== undefined && { mean_cosine: outcomes[0].mean_cosine }),
      ...(task === 'encode' && options.precision === 'fp32' && gemmShare(workload, us.seconds, gemmPeak)),
      ...counts(workload),
      rounds: options.rounds,
      engine: outcomes[0]?.engine,
      ...machine(),
    }),
  );
}

/** Ours and the peer alternate, each run in a process of its own. */
async function runRounds(workload: ModelWorkload, options: BenchOptions) {
  const { task, threads, engine } = workload;
  const outcomes: ModelOutcome[] = [];
  const ours: Round[] = [];
  const peer: Round[] = [];
  let peerName: string | undefined;
  let gemmPeak = 0;
  for (let round = 1; round <= options.rounds; round++) {
    // The rate of a machine changes with its neighbours: it is taken beside what it is compared with.
    if (task === 'encode') {
      const { outcome } = await runOurs({ task: 'matmul', threads, engine });
      gemmPeak = Math.max(gemmPeak, outcome.gflops);
    }
    const { outcome, peakBytes } = await runOurs(workload);
    outcomes.push(outcome);
    ours.push({ seconds: outcome.seconds, peakBytes });
    let line = `round ${round} of ${options.rounds}: ours ${median(outcome.seconds).toFixed(3)} s`;
    if (options.peer) {
      const theirs = await runPeer(options.peer, workload);
      peerName = theirs.outcome.peer;
      peer.push({ seconds: theirs.outcome.seconds, peakBytes: theirs.peakBytes });
      line += `, peer ${median(theirs.outcome.seconds).toFixed(3)} s`;
    }
    console.error(line);
  }
  return { outcomes, ours, peer, peerName, gemmPeak };
}

/** Share of the machine's matrix-product rate that products of real tokens reach, all other work included in the time. */
function gemmShare({ config, lengths }: ModelWorkload, seconds: number, peak: number) {
  const gflops = encoderFlops(config as unknown as EncoderSizes, lengths) / seconds / 1e9;
  return { gemm_share: rounded(gflops / peak), gflops: rounded(gflops, 1), gemm_peak_gflops: peak };
}

function counts({ task, lengths, batch_size: batch, threads, repeats, steps }: ModelWorkload) {
  const tokens = lengths.reduce((sum, length) => sum + length, 0);
  return {
    batch,
    threads,
    sentences: lengths.length,
    tokens,
    ...(task === 'encode' ? { repeats } : { steps }),
  };
}

async function profileModel(workload: ModelWorkload, parent: string): Promise<void> {
  mkdirSync(parent, { recursive: true });
  const profile = mkdtempSync(join(parent, `${workload.task}-`));
  await runOurs({ ...workload, engine: { ...workload.engine, profile } });
  const events = readProfiles(profile);
  for (const key of [byOperator, byShapes]) {
    console.log(`${profileLines(aggregateProfile(events, key)).join('\n')}\n`);
  }
  console.log(profile);
}
