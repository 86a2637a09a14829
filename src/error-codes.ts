import { type ErrorKind, MODEL_ERROR_CODES } from './model-error-codes.ts';

/** Exit codes of the command line; `Verdict` gives 0, 1 and 3, errors give 2 and 4. */
export const EXIT = { holds: 0, broken: 1, usage: 2, budget: 3, other: 4 } as const;

/** Every code this program can fail with. Codes are stable: tests and scripts match on them. */
export const ERROR_CODES = {
  USAGE: {
    exit: 2,
    when: 'The command line or an action input is not understood.',
    remedy: 'See `finetune-gate --help`.',
  },
  CONFIG_NOT_FOUND: {
    exit: 2,
    when: 'The configuration file does not exist.',
    remedy: 'Create it, or name it with --config (input: config).',
  },
  CONFIG_SYNTAX: {
    exit: 2,
    when: 'The configuration is not valid YAML.',
    remedy: 'Mend the YAML at the place shown.',
  },
  CONFIG_INVALID: {
    exit: 2,
    when: 'The configuration has unknown keys or values out of range.',
    remedy: 'Mend every fault listed; docs/configuration.md describes each key.',
  },
  RULE_INVALID: {
    exit: 2,
    when: 'A gate rule cannot be parsed.',
    remedy: 'Write a rule such as `accuracy >= 0.90` or `error_rate < baseline`.',
  },
  PATH_OUTSIDE: {
    exit: 2,
    when: 'A path leaves the workspace, by `..`, an absolute path or a symbolic link.',
    remedy: 'Keep every path inside the repository.',
  },
  DATA_NOT_FOUND: {
    exit: 2,
    when: 'No file matches a path or glob of `data`.',
    remedy: 'Mend the path; it is relative to the configuration file.',
  },
  DATA_FORMAT: {
    exit: 2,
    when: 'The extension of a data file is not known.',
    remedy: 'Use .csv, .tsv, .jsonl or .parquet.',
  },
  DATA_SYNTAX: {
    exit: 4,
    when: 'A data file is malformed: a row, a quote, JSON or Parquet.',
    remedy: 'Mend the lines listed.',
  },
  DATA_COLUMN_MISSING: {
    exit: 4,
    when: 'A column is not there, or none of the common names is.',
    remedy: 'Name the columns under `data.columns`, or say what they are with `data.format`.',
  },
  DATA_FORMATS_MIXED: {
    exit: 4,
    when: 'The files of train are not all of one format, or have triplets with different numbers of negatives.',
    remedy: 'Bring the files into one format, or name the columns that they share under `data.columns`.',
  },
  DATA_LABEL_INVALID: {
    exit: 4,
    when: 'A label is not 0/1, true/false or 0.0/1.0.',
    remedy: 'Relabel the lines listed with 0 or 1.',
  },
  DATA_SCORE_INVALID: {
    exit: 4,
    when: 'A score is not a number from 0 to 1.',
    remedy: 'Divide all scores by the highest one that the scale allows, e.g. by 5.',
  },
  DATA_SCORE_UNDECIDED: {
    exit: 4,
    when: 'Validation or test pairs have scores, which are neither positive nor negative by themselves.',
    remedy: 'Set `data.positive_from`, e.g. 0.7: pairs with that score or a higher one count as positive.',
  },
  DATA_TEXT_EMPTY: {
    exit: 4,
    when: 'A text is empty or white space only.',
    remedy: 'Remove or fill the lines listed.',
  },
  DATA_ID_INVALID: {
    exit: 4,
    when: 'An id of the retrieval files is given twice, or names no query or document.',
    remedy: 'Mend the lines listed.',
  },
  DATA_LFS_POINTER: {
    exit: 4,
    when: 'A data file is a Git LFS pointer, not the data.',
    remedy: 'Check out with `lfs: true` (actions/checkout), or run `git lfs pull`.',
  },
  DATA_SPLIT_EMPTY: {
    exit: 4,
    when: 'A split has no pairs.',
    remedy: 'Add pairs to the split, or mend its path.',
  },
  DATA_ONE_CLASS: {
    exit: 4,
    when: 'A split has pairs of one label only.',
    remedy: 'Add pairs with the other label.',
  },
  DATA_SPLIT_IMPOSSIBLE: {
    exit: 4,
    when: '`data.validation` is a fraction, and too many pairs share texts to split them that way.',
    remedy: 'Name a validation file, or ask for another fraction.',
  },
  DATA_TOO_SIMILAR: {
    exit: 4,
    when: '`data.drop_near_duplicates` would leave nearly nothing to train on.',
    remedy: 'Raise `data.drop_near_duplicates`, or choose a base model that tells the texts apart.',
  },
  DATA_TOO_FEW: {
    exit: 4,
    when: '`data.examples` asks for more pairs than there are.',
    remedy: 'Lower `data.examples`, or add pairs.',
  },
  ...MODEL_ERROR_CODES,
  ENGINE_UNAVAILABLE: {
    exit: 4,
    when: 'The engine asked for cannot be loaded.',
    remedy: 'Install it, or set `engine: auto`.',
  },
  GPU_REQUIRED: {
    exit: 4,
    when: '`require-gpu` is set and the engine does not run on a GPU.',
    remedy: 'Run on a machine with a GPU, or unset `require-gpu`.',
  },
  ENGINE_FAILED: {
    exit: 4,
    when: 'The engine failed while computing.',
    remedy: 'Lower `train.batch_size` or `model.max_length`, or try another engine.',
  },
  ENGINE_OUT_OF_MEMORY: {
    exit: 4,
    when: 'The engine has not enough memory for what it was to compute.',
    remedy: 'Lower `train.batch_size` or `model.max_length`, or run on a machine with more memory.',
  },
  ENGINE_DEVICE_LOST: {
    exit: 4,
    when: 'The GPU was lost while it computed: its driver was reset, or the device is gone.',
    remedy:
      'Run it again; if it is lost again, look into the log of its driver, or choose an engine on the CPU.',
  },
  LOSS_FORMAT: {
    exit: 2,
    when: 'The loss cannot learn from the training data: it needs triplets, say, and these are pairs.',
    remedy: 'Set `train.loss` to one that fits the data; docs/configuration.md says which do.',
  },
  PRECISION_UNSUPPORTED: {
    exit: 4,
    when: 'The engine, or the base model, has no products in the precision that `model.precision` asks for.',
    remedy:
      'Leave `model.precision` away; `int8` is for transformers on `onnxruntime` with the provider `cpu`.',
  },
  LOSS_NOT_FINITE: {
    exit: 4,
    when: 'The training loss became NaN or infinite.',
    remedy: 'Lower `train.learning_rate`.',
  },
  THRESHOLD_UNDEFINED: {
    exit: 4,
    when: '`evaluate.threshold: logistic`, but higher similarity does not go with more positive pairs.',
    remedy: 'Use `evaluate.threshold: validation`, or check the labels and the model.',
  },
  GIT_FAILED: {
    exit: 4,
    when: 'git failed, or the folder is not a repository.',
    remedy: 'Check out the repository with git history.',
  },
  BASE_REF_MISSING: {
    exit: 4,
    when: 'The base branch or the merge base is not in this clone.',
    remedy: 'Check out with `fetch-depth: 0` (actions/checkout).',
  },
  POLICY_INVALID: {
    exit: 4,
    when: 'The configuration on the base branch is not valid, so there are no rules to judge by.',
    remedy: 'Mend it on the base branch itself; until then `train` judges by the rules at hand.',
  },
  BASELINE_CORRUPT: {
    exit: 4,
    when: 'The record of the baseline `record` is damaged, or was not written by this program.',
    remedy:
      'Restore the file from git, or make a new one with `finetune-gate baseline update` on the base branch.',
  },
  RUN_UNUSABLE: {
    exit: 4,
    when: '`baseline update`, `data diff`, `suggest` or `publish` finds no finished run that it may take: none at all, one that failed or stopped, one of other data, or one whose files do not belong together.',
    remedy: 'Run `finetune-gate train` to its end on this data, then the command again.',
  },
  SWEEP_INCOMPLETE: {
    exit: 4,
    when: '`collect` finds no trial of the sweep, or more are missing than `--max-missing` allows.',
    remedy: 'Run the jobs of the trials listed again, then `collect`.',
  },
  SWEEP_MIXED: {
    exit: 4,
    when: '`collect` finds trials that ran on different data, base models or versions of this program.',
    remedy: 'Run all jobs of a sweep at one commit, and give `collect` the folders of that run alone.',
  },
  RELEASE_REFUSED: {
    exit: 4,
    when: '`publish` is asked for a model whose gate is not passed, whose commit is not known or was changed since, or that a run for a pull request trained.',
    remedy: 'Publish a run that passed, of a commit without changes, or say --force.',
  },
  RELEASE_DENIED: {
    exit: 4,
    when: 'The token may not write releases of the repository, or models of the hub.',
    remedy:
      'Give the job `permissions: contents: write`, or name a token that may in GITHUB_TOKEN or HF_TOKEN.',
  },
  RELEASE_CONFLICT: {
    exit: 4,
    when: 'A published release of the tag has other files, or the tag stands for another commit.',
    remedy: 'Choose another --tag; --force replaces the files of a release that is not immutable.',
  },
  RELEASE_FAILED: {
    exit: 4,
    when: 'The release, or the commit on the hub, could not be made whole in the time that `publish` takes.',
    remedy: 'Run it again: it goes on where it stopped.',
  },
  FORK_REFUSED: {
    exit: 4,
    when: 'A pull request of a fork would run on a self-hosted runner.',
    remedy: 'Review it, then set `allow-forks: true` for this workflow.',
  },
  BUDGET_EXCEEDED: {
    exit: 3,
    when: 'A hard limit was reached before there was anything to judge.',
    remedy: 'Raise `budget`, or train on fewer examples or epochs.',
  },
  INTERRUPTED: { exit: 4, when: 'The run was cancelled by a signal.', remedy: 'Run it again.' },
  WORKER_DIED: {
    exit: 4,
    when: 'The process that trains ended without an answer.',
    remedy: 'See its last lines above; out of memory is the usual cause: lower `train.batch_size`.',
  },
  OUTPUT_UNWRITABLE: {
    exit: 4,
    when: 'A file or folder of the output cannot be written.',
    remedy: 'Choose another `--output`, or free the disk.',
  },
  INTERNAL: { exit: 4, when: 'A fault of this program.', remedy: 'Please report it with the lines above.' },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_CODES;
