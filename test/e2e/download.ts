import { mkdirSync } from 'node:fs';
import { DefaultArtifactClient } from '@actions/artifact';
import { vi } from 'vitest';
import type { ResultsService } from './results-service.ts';

/**
 * Downloads artifacts as actions/download-artifact does with a pattern: by the same client, each into a folder of its own.
 *
 * @returns their names
 */
export async function downloadArtifacts(
  service: ResultsService,
  pattern: RegExp,
  folder: string,
): Promise<string[]> {
  for (const [name, value] of Object.entries(service.environment)) vi.stubEnv(name, value);
  // The client writes to the log of a job.
  const silent = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const client = new DefaultArtifactClient();
    const { artifacts } = await client.listArtifacts();
    const matching = artifacts.filter(({ name }) => pattern.test(name));
    for (const { id, name, digest } of matching) {
      const path = `${folder}/${name}`;
      mkdirSync(path, { recursive: true });
      const expected = digest === undefined ? {} : { expectedHash: digest };
      const { digestMismatch } = await client.downloadArtifact(id, { path, ...expected });
      if (digestMismatch) throw new Error(`${name} is not what was uploaded.`);
    }
    return matching.map(({ name }) => name).sort();
  } finally {
    silent.mockRestore();
    vi.unstubAllEnvs();
  }
}
