import { z } from 'zod';
import { dataOptions } from '../data/options.ts';
import { baselineOptions, evaluateOptions, providerOptions } from '../evaluation/options.ts';
import { budgetOptions, gateOptions, inconclusiveOption } from '../gate/options.ts';
import { modelOptions, modelOptionsWith } from '../model/options.ts';
import { sweepOptionsWith } from '../sweep/options.ts';
import { trainOptions } from '../training/options.ts';

const { base, sha256, max_length } = modelOptions.shape;
const { loss, tune } = trainOptions.shape;

/** What a list has no default for. */
const sweepOptions = sweepOptionsWith({
  base,
  sha256,
  max_length,
  loss: loss.unwrap(),
  tune: tune.unwrap(),
});

/** The configuration file. Each room declares its own block, defaults included; this puts them together. */
export const configSchema = z.strictObject({
  version: z.literal(1).describe('Version of this file format.'),
  data: dataOptions.describe('The labelled pairs.'),
  model: modelOptionsWith(providerOptions).describe('The base model, and the head to put on it.'),
  train: trainOptions.prefault({}).describe('How the model is trained.'),
  sweep: sweepOptions
    .optional()
    .describe('What `finetune-gate sweep` tries: combinations of what is listed, each a trial.'),
  evaluate: evaluateOptions.prefault({}).describe('How the model is scored.'),
  baseline: baselineOptions,
  gate: gateOptions,
  inconclusive: inconclusiveOption,
  budget: budgetOptions.prefault({}).describe('Hard limits of a run.'),
});

/** A whole configuration with every default filled in. */
export type Config = z.infer<typeof configSchema>;
