import { type CrossFault, isPlain, type Plain } from './cross-fault.ts';

const isHead = (tune: unknown): boolean => tune === 'head';

/** Heads that a sweep trains need a size, from either block. */
function headsNeedDimensions(sweep: Plain, { model }: Plain): CrossFault[] {
  if (!Array.isArray(sweep.tune) || sweep.dimensions !== undefined) return [];
  if (!isPlain(model) || model.dimensions !== undefined) return [];
  const message = 'expected sweep.dimensions or model.dimensions: the head’s size';
  return sweep.tune.flatMap((tune, i) => (isHead(tune) ? [{ path: ['sweep', 'tune', i], message }] : []));
}

/** Weights that are trained are not quantized. */
function int8NeedsHeads(sweep: Plain, { model }: Plain): CrossFault[] {
  if (!Array.isArray(sweep.tune) || !isPlain(model) || model.precision !== 'int8') return [];
  const message = 'model.precision is int8, which is for a frozen encoder: expected head';
  return sweep.tune.flatMap((tune, i) => (isHead(tune) ? [] : [{ path: ['sweep', 'tune', i], message }]));
}

/** No head is smaller than what is to be cut out of its embeddings. */
function headsFitMatryoshka({ dimensions }: Plain, { train }: Plain): CrossFault[] {
  if (!Array.isArray(dimensions) || !isPlain(train) || !Array.isArray(train.matryoshka)) return [];
  const sizes = train.matryoshka.filter(size => typeof size === 'number');
  const message = 'expected no less than any of train.matryoshka';
  return dimensions.flatMap((size, i) =>
    typeof size === 'number' && sizes.some(cut => cut > size)
      ? [{ path: ['sweep', 'dimensions', i], message }]
      : [],
  );
}

/** How much is tried is said by some keys together. */
function strategyHasItsKeys(sweep: Plain, { data }: Plain): CrossFault[] {
  const { strategy = 'grid', trials, resource } = sweep;
  const faults: CrossFault[] = [];
  if (strategy === 'random' && trials === undefined)
    faults.push({ path: ['sweep', 'trials'], message: 'strategy is random: expected how many to draw' });
  if (strategy === 'grid' && trials !== undefined)
    faults.push({
      path: ['sweep', 'trials'],
      message: 'strategy is grid, which tries every combination; trials is for random and halving',
    });
  if (strategy !== 'halving')
    for (const key of ['resource', 'eta'])
      if (sweep[key] !== undefined)
        faults.push({ path: ['sweep', key], message: `strategy is ${strategy}; ${key} is for halving` });
  const counted = sweep.examples !== undefined || (isPlain(data) && data.examples !== undefined);
  if (strategy === 'halving' && resource === 'examples' && !counted)
    faults.push({
      path: ['sweep', 'resource'],
      message: 'expected the least and the most under sweep.examples',
    });
  return faults;
}

/** What `sweep` says beside the other blocks. */
export function sweepChecks(input: Plain): CrossFault[] {
  const { sweep } = input;
  if (!isPlain(sweep)) return [];
  return [headsNeedDimensions, int8NeedsHeads, headsFitMatryoshka, strategyHasItsKeys].flatMap(check =>
    check(sweep, input),
  );
}
