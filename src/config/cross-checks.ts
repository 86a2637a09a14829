import { baselineName } from '../evaluation/baseline-name.ts';
import { baselineOptions, retrievalOptions } from '../evaluation/options.ts';
import { BASE_BRANCH, baselineOf, needsOnlyErrorRate, readRule, retrievalOf } from '../gate/options.ts';
import { LOSS_DEFAULTS, trainOptions } from '../training/options.ts';
import { type CrossFault, isPlain, type Plain } from './cross-fault.ts';
import { nearest } from './nearest.ts';
import { sweepChecks } from './sweep-checks.ts';

/** `tune: head` trains a head and nothing else, so there must be one. */
function headNeedsDimensions({ model, train }: Plain): CrossFault[] {
  if (!isPlain(model) || model.dimensions !== undefined) return [];
  if (train !== undefined && !isPlain(train)) return [];
  const tune = train?.tune ?? trainOptions.shape.tune.parse(undefined);
  if (tune !== 'head') return [];
  const chosen = train?.tune === undefined ? 'head by default' : 'head';
  const message = `train.tune is ${chosen}: expected the head's size, e.g. 256, or train.tune: all`;
  return [{ path: ['model', 'dimensions'], message }];
}

const LOSS_KEYS = ['margin', 'scale', 'symmetric', 'distance'] as const;

/** Cosine distances end here. */
const FURTHEST = 2;

/** A key that shapes some losses says nothing beside the others; a sweep may try several. */
function keysFitTheLoss({ train, sweep }: Plain): CrossFault[] {
  if (!isPlain(train)) return [];
  const loss = trainOptions.shape.loss.safeParse(train.loss);
  if (!loss.success) return [];
  const has = (name: string, key: string) => key in LOSS_DEFAULTS[name as keyof typeof LOSS_DEFAULTS];
  const listed = isPlain(sweep) && Array.isArray(sweep.loss) ? sweep.loss : [];
  const swept = listed.filter(name => Object.hasOwn(LOSS_DEFAULTS, name));
  const fits = (key: string) => [loss.data, ...swept].some(name => has(name, key));
  const faults = LOSS_KEYS.filter(key => train[key] !== undefined && !fits(key)).map(key => {
    const others = Object.keys(LOSS_DEFAULTS).filter(name => has(name, key));
    const message = `train.loss is ${loss.data}, which has no ${key}; ${key} is for ${others.join(', ')}`;
    return { path: ['train', key], message };
  });
  const { margin, distance = LOSS_DEFAULTS.triplet.distance } = train;
  const reachable = loss.data === 'triplet' && distance !== 'cosine';
  if (has(loss.data, 'margin') && !reachable && typeof margin === 'number' && margin > FURTHEST)
    faults.push({
      path: ['train', 'margin'],
      message: `expected at most ${FURTHEST}, the furthest cosine distance`,
    });
  return faults;
}

/** No embedding can be cut to more numbers than it has. */
function matryoshkaFitsTheModel({ model, train }: Plain): CrossFault[] {
  if (!isPlain(train) || !Array.isArray(train.matryoshka)) return [];
  const dimensions = isPlain(model) ? model.dimensions : undefined;
  return train.matryoshka.flatMap((size, i) =>
    typeof size === 'number' && typeof dimensions === 'number' && size > dimensions
      ? [{ path: ['train', 'matryoshka', i], message: `expected at most model.dimensions, ${dimensions}` }]
      : [],
  );
}

/** Weights that are trained are not quantized: only with `tune: head` is the encoder frozen. */
function int8NeedsFrozenEncoder({ model, train }: Plain): CrossFault[] {
  if (!isPlain(model) || model.precision !== 'int8') return [];
  if (!isPlain(train) || train.tune === undefined || train.tune === 'head') return [];
  const message = 'int8 is for a frozen encoder: expected fp32, or train.tune: head';
  return [{ path: ['model', 'precision'], message }];
}

/** A provider has its own limits, and its weights are nowhere: only a head over it can be trained. */
function providerHasNoEncoder({ model, train }: Plain): CrossFault[] {
  if (!isPlain(model) || !isPlain(model.base)) return [];
  const keys = ['sha256', 'max_length', 'precision'].filter(
    key => model[key] !== undefined && model[key] !== 'fp32',
  );
  const faults = keys.map(key => ({
    path: ['model', key],
    message: `model.base is a provider, which has no ${key}; expected a base model that runs here`,
  }));
  if (isPlain(train) && train.tune !== undefined && train.tune !== 'head') {
    faults.push({ path: ['train', 'tune'], message: 'model.base is a provider: expected head' });
  }
  return faults;
}

/** The rules that parse, each with its path. */
function rulesOf({ gate }: Plain) {
  const texts: unknown[] = Array.isArray(gate) ? gate : [gate];
  return texts.flatMap((text, i) => {
    const rule = typeof text === 'string' ? readRule(text) : undefined;
    return rule ? [{ rule, path: Array.isArray(gate) ? ['gate', i] : ['gate'] }] : [];
  });
}

/** A rule can only compare with a baseline that is listed, and with a known error rate only errors of all pairs. */
function rulesCompareWithListedBaselines(input: Plain): CrossFault[] {
  const listed = baselineOptions.safeParse(input.baseline);
  if (!listed.success) return [];
  const names = listed.data.map(baselineName);
  return rulesOf(input).flatMap(({ rule, path }) => {
    const compared = baselineOf(rule);
    if (!compared) return [];
    const { name = names[0]! } = compared;
    const bar = listed.data[names.indexOf(name)];
    if (bar === undefined) return [{ path, message: missingBaseline(name, names) }];
    if (typeof bar !== 'object' || !('error_rate' in bar) || needsOnlyErrorRate(rule)) return [];
    const message = `${name} is a known error rate; expected error_rate or accuracy of all test pairs beside it, or another baseline`;
    return [{ path, message }];
  });
}

function missingBaseline(name: string, names: readonly string[]): string {
  const known = `expected one of ${names.join(', ')}`;
  if (name === BASE_BRANCH)
    return `the base branch is not among the baselines; expected ${BASE_BRANCH} under baseline`;
  const near = nearest(name, names);
  return `no baseline is called ${name}; ${known}${near === undefined ? '' : `; did you mean ${near}?`}`;
}

/** A rule about retrieval needs something to retrieve, and its k. */
function rulesNameRetrieval(input: Plain): CrossFault[] {
  const { evaluate } = input;
  if (evaluate !== undefined && !isPlain(evaluate)) return [];
  const retrieval = evaluate?.retrieval;
  const ks = retrievalOptions.shape.k.safeParse(isPlain(retrieval) ? retrieval.k : undefined);
  return rulesOf(input).flatMap(({ rule, path }) => {
    const asked = retrievalOf(rule.text);
    if (!asked) return [];
    if (retrieval === undefined) {
      const message = `${asked.metric} needs evaluate.retrieval; expected its queries, corpus and relevance there`;
      return [{ path, message }];
    }
    if (!ks.success || ks.data.includes(asked.k)) return [];
    const message = `${asked.metric} is not scored: evaluate.retrieval.k has ${ks.data.join(', ')}; expected ${asked.k} there`;
    return [{ path, message }];
  });
}

/**
 * Checks across blocks, on the configuration as written: they run with the schema's own, whatever else is wrong, and
 * leave alone what the schema refuses.
 */
export function crossChecks(input: unknown): CrossFault[] {
  if (!isPlain(input)) return [];
  return [
    ...headNeedsDimensions(input),
    ...keysFitTheLoss(input),
    ...matryoshkaFitsTheModel(input),
    ...int8NeedsFrozenEncoder(input),
    ...rulesCompareWithListedBaselines(input),
    ...providerHasNoEncoder(input),
    ...rulesNameRetrieval(input),
    ...sweepChecks(input),
  ];
}
