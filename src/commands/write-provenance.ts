import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { provenanceOf } from '../publish/provenance.ts';
import { inertJson } from '../report/json.ts';
import type { Result } from '../report/result.ts';
import { openRepository } from '../repository/open.ts';
import type { Output } from './output-folder.ts';
import { writeWhole } from './write-whole.ts';

/** Where a configuration is. */
export interface TrainedIn {
  readonly root: string;
  readonly configFile?: string;
  readonly configName?: string;
}

/**
 * Writes down where a model comes from: the commit, the run and its runner, as they are when it has been trained. What
 * cannot be told, such as a commit where there is no repository, is left out.
 *
 * @param sums the text of the model's SHA256SUMS
 */
export async function writeProvenance(
  output: Pick<Output, 'provenance'>,
  result: Result,
  sums: string,
  { root, configFile, configName = 'finetune-gate.yml' }: TrainedIn,
): Promise<void> {
  const repository = await openRepository(root).catch(() => null);
  const commit = await repository?.head().catch(() => undefined);
  const dirty = commit === undefined ? undefined : await repository?.isDirty().catch(() => undefined);
  const config = configFile === undefined ? undefined : await readFile(configFile).catch(() => undefined);
  const provenance = provenanceOf(result, sha256(sums), {
    env: process.env,
    os: process.platform,
    arch: process.arch,
    node: process.versions.node,
    ...(commit !== undefined && { commit }),
    ...(dirty !== undefined && { dirty }),
    ...(config && { config: { file: configName, sha256: sha256(config) } }),
  });
  await writeWhole(output.provenance, `${inertJson(provenance, 2)}\n`);
}

const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
