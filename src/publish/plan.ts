import { FinetuneGateError } from '../errors.ts';
import { headlineOf } from '../report/outcome.ts';
import type { Result } from '../report/result.ts';
import { CHECKSUMS_FILE } from './checksums.ts';

export interface Asset {
  /** Path in the model's folder. */
  readonly file: string;
  /** Name in the release, where there are no folders. */
  readonly name: string;
}

export type ReleasePlan =
  | { readonly publish: true; readonly assets: readonly Asset[] }
  | { readonly publish: false; readonly reason: string };

/** Read first, or needed to read the rest; the checksums come last, so that a release that has them is whole. */
const FIRST = ['README.md', 'modules.json', 'config.json', 'config_sentence_transformers.json'];

/**
 * What a release would be given: every file of the model's folder, if the verdict allows it. Pure.
 *
 * @param files paths in the model's folder, with forward slashes
 * @throws FinetuneGateError OUTPUT_UNWRITABLE when two files would have the same name in the release
 */
export function releasePlan(files: readonly string[], verdict: Result['verdict']): ReleasePlan {
  if (verdict.outcome !== 'pass') return { publish: false, reason: headlineOf(verdict) };
  if (files.length === 0) return { publish: false, reason: 'The model has no files.' };
  const assets = [...files].sort(byImportance).map(file => ({ file, name: file.replaceAll('/', '__') }));
  const names = new Set<string>();
  for (const { file, name } of assets) {
    if (names.has(name)) {
      throw new FinetuneGateError(
        'OUTPUT_UNWRITABLE',
        `${file} would have the name of another file: ${name}.`,
      );
    }
    names.add(name);
  }
  return { publish: true, assets };
}

function byImportance(a: string, b: string): number {
  return rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0);
}

function rank(file: string): number {
  if (file === CHECKSUMS_FILE) return FIRST.length + 1;
  const first = FIRST.indexOf(file);
  return first === -1 ? FIRST.length : first;
}
