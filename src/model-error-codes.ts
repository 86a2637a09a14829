export interface ErrorKind {
  readonly exit: 2 | 3 | 4;
  /** When it happens. */
  readonly when: string;
  /** What the reader can do, used when the place that throws knows nothing better. */
  readonly remedy: string;
}

/** Codes of base models, and of where they and embeddings come from. */
export const MODEL_ERROR_CODES = {
  MODEL_NOT_FOUND: {
    exit: 2,
    when: 'The base model folder, or a file it needs, is not there.',
    remedy: 'Mend `model.base`; it is relative to the configuration file.',
  },
  MODEL_UNSUPPORTED: {
    exit: 4,
    when: 'The model has an architecture, module or setting that is not supported.',
    remedy:
      'Use a BERT, RoBERTa, DistilBERT, MPNet, JinaBERT v2 or static-embedding model in the sentence-transformers layout.',
  },
  MODEL_INVALID: {
    exit: 4,
    when: 'A file of the model is malformed, or a weight is missing or misshapen.',
    remedy: 'Download or save the model again.',
  },
  SAFETENSORS_INVALID: {
    exit: 4,
    when: 'A safetensors file is malformed or lies about its content.',
    remedy: 'Download or save the file again.',
  },
  TOKENIZER_INVALID: {
    exit: 4,
    when: 'tokenizer.json is malformed or not supported.',
    remedy: 'Save the tokenizer again with a fast tokenizer.',
  },
  MODEL_SOURCE_INVALID: {
    exit: 2,
    when: '`model.base` is no folder, no name on the hub and no `.tar.gz`.',
    remedy: 'Name a folder, `owner/name@revision`, or a `.tar.gz` here or behind an https address.',
  },
  REVISION_REQUIRED: {
    exit: 2,
    when: 'In CI, a model of the hub has no revision, or a downloaded archive no SHA-256.',
    remedy: 'Pin it: `owner/name@revision`, or `model.sha256` for an archive.',
  },
  OFFLINE: {
    exit: 4,
    when: 'HF_HUB_OFFLINE is set, and the base model is not complete in the cache.',
    remedy: 'Run once with a network and the same cache, or unset HF_HUB_OFFLINE.',
  },
  DOWNLOAD_DENIED: {
    exit: 4,
    when: 'The server refuses the base model: it is private, gated, or not there.',
    remedy: 'Check its name, accept its terms on the hub, and set HF_TOKEN; a token is sent over https only.',
  },
  DOWNLOAD_FAILED: {
    exit: 4,
    when: 'The base model could not be downloaded, after several tries.',
    remedy: 'Run it again: it goes on where it stopped. Behind a mirror, set HF_ENDPOINT.',
  },
  DOWNLOAD_CORRUPT: {
    exit: 4,
    when: 'A downloaded file is not what was announced or pinned: its size, its hash or its name.',
    remedy: 'Check the pin and the mirror; nothing of it was kept.',
  },
  DOWNLOAD_TOO_LARGE: {
    exit: 4,
    when: 'A base model is larger than this program downloads or unpacks.',
    remedy: 'Name a smaller base model, or put its folder into place by yourself.',
  },
  ARCHIVE_INVALID: {
    exit: 4,
    when: 'The `.tar.gz` of a base model is malformed, or holds links, devices or paths that leave it.',
    remedy: 'Pack the plain files of the model folder with `tar -czf`.',
  },
  PROVIDER_REFUSED: {
    exit: 4,
    when: 'An embedding provider refuses the key, or there is none in the environment, or its account has nothing left.',
    remedy:
      'Set the variable that `key_env` names to a key that may use the model, as a secret of the workflow.',
  },
  PROVIDER_FAILED: {
    exit: 4,
    when: 'An embedding provider did not answer after several tries, or with something else than the embeddings.',
    remedy: 'Check `base_url`, `model` and `dimensions`, or run it again: what was paid for is kept.',
  },
  PROVIDER_BUDGET: {
    exit: 3,
    when: 'The embeddings of a provider would cost more than its `max_cost`.',
    remedy: 'Raise `max_cost` on the base branch, or name fewer pairs; what was paid for is kept.',
  },
  PROVIDER_UNTRUSTED: {
    exit: 4,
    when: 'A pull request names an embedding provider, by address and `key_env`, that its base branch does not name.',
    remedy:
      'Bring the provider into the base branch first: a key goes only to where reviewed configuration sends it.',
  },
} as const satisfies Record<string, ErrorKind>;
