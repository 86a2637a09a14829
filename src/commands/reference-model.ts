import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FinetuneGateError } from '../errors.ts';
import type { ModelBaseline } from '../evaluation/options.ts';
import { sourceAtBase } from './at-base.ts';
import type { BarsRequest } from './bars-request.ts';
import { fetchUnlessFolder } from './base-folder.ts';
import type { ReferenceModel } from './job.ts';

/**
 * A model that a baseline names, brought onto this machine: as the base branch has it, where that judges.
 *
 * @throws FinetuneGateError as `sourceAtBase` and `fetchModel`; MODEL_NOT_FOUND
 */
export async function reference(
  { name, model, sha256, max_length }: ModelBaseline,
  index: number,
  request: BarsRequest,
): Promise<ReferenceModel> {
  const { workspace, scratch, options, signal, emit } = request;
  const branch = request.judgedByBase ? request.branch : undefined;
  const into = join(scratch, `reference-${index}`);
  const { source, root } = await sourceAtBase({ base: model, sha256 }, workspace, branch, into);
  const length = max_length === undefined ? {} : { maxLength: max_length };
  const fetched = await fetchUnlessFolder(source, options, workspace, { signal, emit });
  if (fetched) return { name, folder: fetched.folder, ...length };
  const folder = 'path' in source ? source.path : '';
  if ((await stat(folder).catch(() => undefined))?.isDirectory()) return { name, folder, root, ...length };
  const where = branch ? ' on the base branch' : '';
  throw new FinetuneGateError(
    'MODEL_NOT_FOUND',
    `The baseline \`${name}\` names ${JSON.stringify(model)}, and there is no such model folder${where}.`,
    { remedy: 'Mend `model` of that baseline; it is relative to the configuration file.' },
  );
}
