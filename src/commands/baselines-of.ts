import { baselineName } from '../evaluation/baseline-name.ts';
import type { BaselineOptions } from '../evaluation/options.ts';
import { recordBaseline } from '../evaluation/record.ts';
import type { Baseline } from '../evaluation/types.ts';
import type { Bars } from './bars.ts';
import type { Trained } from './judged-pairs.ts';

const NO_BARS: Bars = { records: {}, job: {} };

/**
 * The policy's baselines with what was measured, in their order; the first is the bar.
 *
 * @param bars what was brought here for them before the trial; what is not there is refused
 * @param movedBase whether the pull request changes the base model, so that the base branch's is the bar
 */
export function baselinesOf(
  options: BaselineOptions,
  trained: Trained,
  bars: Bars = NO_BARS,
  movedBase = false,
): Baseline[] {
  return options.map(option =>
    option === 'base-model' && movedBase
      ? baseModelAtBase(option, trained, bars)
      : baselineOf(option, trained, bars),
  );
}

function baseModelAtBase(name: string, { references }: Trained, { noBaseModel }: Bars): Baseline {
  const evaluation = own(references, name);
  if (evaluation) return model(name, 'base-model', evaluation);
  const reason =
    noBaseModel ?? 'This pull request changes the base model, and that of the base branch was not scored.';
  return { kind: 'refused', name, reason };
}

function baselineOf(option: BaselineOptions[number], trained: Trained, bars: Bars): Baseline {
  const name = baselineName(option);
  if (option === 'base-model') {
    const { baseModel, retrievalScores } = trained;
    const retrieval = retrievalScores && { retrieval: retrievalScores.baseModel };
    return { ...model(name, 'base-model', baseModel), ...retrieval };
  }
  if (option === 'base-branch') return baseBranch(name, trained, bars);
  if (option === 'record' || 'record' in option) return record(name, trained, bars);
  if ('error_rate' in option) return { kind: 'number', name, errorRate: option.error_rate };
  const evaluation = own(trained.references, name);
  if (!evaluation) return unprepared(name);
  return model(name, 'provider' in option ? 'provider' : 'model', evaluation);
}

function model(
  name: string,
  source: Extract<Baseline, { kind: 'model' }>['source'],
  evaluation: Trained['baseModel'],
): Extract<Baseline, { kind: 'model' }> {
  return { kind: 'model', source, name, evaluation };
}

function baseBranch(name: string, { references, noBranch }: Trained, bars: Bars): Baseline {
  const evaluation = own(references, name);
  if (evaluation) return model(name, 'base-branch', evaluation);
  if (bars.noBranch) return { name, ...bars.noBranch };
  return noBranch === undefined ? unprepared(name) : { kind: 'refused', name, reason: noBranch };
}

function record(name: string, { test, seeds }: Trained, bars: Bars): Baseline {
  const found = own(bars.records, name);
  if (!found) return unprepared(name);
  if (found.kind === 'absent') return { ...found, name };
  return recordBaseline(found.record, test, { name, seeds: seeds?.length ?? 1 });
}

/** Of a policy that does not judge yet, such as the one that a pull request proposes. */
function unprepared(name: string): Baseline {
  return {
    kind: 'refused',
    name,
    reason: 'It was not looked at in this run, whose policy does not name it.',
  };
}

/** Names come from the configuration, and may be those of what every object inherits. */
function own<T>(of: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(of, name) ? of[name] : undefined;
}
