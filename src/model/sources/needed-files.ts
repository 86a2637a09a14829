import { FinetuneGateError } from '../../errors.ts';
import { isObject } from '../model-folder.ts';
import { TOKENIZER_FILES } from '../tokenizer-files.ts';
import type { Digest } from './digest.ts';

/** A file as a server lists it. */
export interface ListedFile {
  readonly path: string;
  readonly size: number;
  readonly digest?: Digest;
}

const SETTINGS = new Set<string>(['config.json', ...TOKENIZER_FILES]);
/** E.g. sentence_bert_config.json, sentence_roberta_config.json. */
const SENTENCE_SETTINGS = /^sentence_[a-z]+_config\.json$/;
const TOP = ['modules.json', 'config_sentence_transformers.json'];
const WEIGHTS = 'model.safetensors';
const WEIGHTS_INDEX = 'model.safetensors.index.json';
const SHARD = /^model-\d+-of-\d+\.safetensors$/;

/**
 * The files of a listing that a model is read from: settings, tokenizer, and weights as safetensors, whole or in
 * shards, of each module's folder. No pickles, no exports for other programs, nothing that runs.
 *
 * @param modules the content of modules.json; undefined when the model has none
 * @throws FinetuneGateError DOWNLOAD_CORRUPT for a path that leaves the model, MODEL_UNSUPPORTED without safetensors
 */
export function neededFiles(listing: readonly ListedFile[], modules: unknown): ListedFile[] {
  const folders = moduleFolders(modules);
  const chosen = listing.filter(({ path }) => {
    const cut = path.lastIndexOf('/');
    const [folder, name] = [path.slice(0, Math.max(0, cut)), path.slice(cut + 1)];
    return TOP.includes(path) || (folders.includes(folder) && isNeeded(name, folder, listing));
  });
  const [encoder = ''] = folders;
  const weights = [WEIGHTS, WEIGHTS_INDEX].map(name => (encoder === '' ? name : `${encoder}/${name}`));
  if (!chosen.some(({ path }) => weights.includes(path))) throw noWeights(listing);
  return chosen;
}

function isNeeded(name: string, folder: string, listing: readonly ListedFile[]): boolean {
  if (SETTINGS.has(name) || SENTENCE_SETTINGS.test(name) || name === WEIGHTS) return true;
  const whole = folder === '' ? WEIGHTS : `${folder}/${WEIGHTS}`;
  return (name === WEIGHTS_INDEX || SHARD.test(name)) && !listing.some(({ path }) => path === whole);
}

/** The encoder's folder first; `''` is the model's own. What is malformed is left to whoever loads the model. */
function moduleFolders(modules: unknown): string[] {
  if (!Array.isArray(modules)) return [''];
  const paths = modules.map(entry => (isObject(entry) && typeof entry.path === 'string' ? entry.path : ''));
  const folders = paths.map(path => (path === '.' ? '' : path.replace(/\/$/, '')));
  for (const folder of folders) if (folder !== '') assertInside(folder);
  return folders.length === 0 ? [''] : folders;
}

/**
 * Refuses names that lead out of a folder, on any system. Neither git nor a packer of files makes them.
 *
 * @throws FinetuneGateError DOWNLOAD_CORRUPT
 */
export function assertInside(path: string): void {
  if (isInside(path)) return;
  const shown = JSON.stringify(path.slice(0, 200));
  throw new FinetuneGateError('DOWNLOAD_CORRUPT', `A file of the base model is called ${shown}.`, {
    remedy: 'Name another base model: no file may be called so.',
  });
}

/** Whether a name has forward slashes, no empty or dotted parts, and nothing that some system reads otherwise. */
export function isInside(path: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  if (path.length > 1000 || /[\u0000-\u001f\u007f\\]|^[A-Za-z]:/.test(path)) return false;
  return path.split('/').every(part => part !== '' && part !== '.' && part !== '..');
}

function noWeights(listing: readonly ListedFile[]): FinetuneGateError {
  const pickled = listing.some(({ path }) => /(?:^|\/)pytorch_model[^/]*\.bin$/.test(path));
  return new FinetuneGateError('MODEL_UNSUPPORTED', 'The base model has no weights as safetensors.', {
    remedy: pickled
      ? 'Name a revision that has model.safetensors; pickled weights can run code and are not read.'
      : 'Name a model in the sentence-transformers layout, with model.safetensors.',
  });
}
