/** The example that documentation and tests share: every block, as a user would write it. */
export const EXAMPLE = `version: 1
data:
  train: data/train.tsv
  validation: data/validation.tsv
  test: data/test.tsv
  columns: { first: question1, second: question2, label: is_duplicate }
  examples: 2000
model:
  base: models/tiny
  max_length: 128
  dimensions: 256
train:
  tune: head
  loss: online-contrastive
  margin: 0.5
  epochs: 8
  batch_size: 32
  learning_rate: 1.0e-4
  warmup_steps: 500
  weight_decay: 0.01
  max_grad_norm: 1.0
  seed: 42
evaluate:
  threshold: validation
baseline: [base-model, { error_rate: 0.17 }]
gate: [accuracy >= 0.90, error_rate < baseline]
budget: { wall_time: 20m }
`;

/** The least that is a configuration. */
export const SMALLEST = `version: 1
data: { train: a.tsv, validation: 0.1, test: c.tsv }
model: { base: m, dimensions: 64 }
`;
