import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { isOurs } from '../commands/output-folder.ts';
import type { Inputs } from './inputs.ts';
import { said, within } from './within.ts';

/** The part of @actions/artifact's client that is used. */
export interface ArtifactClient {
  uploadArtifact(
    name: string,
    files: string[],
    rootDirectory: string,
    options?: { retentionDays?: number; compressionLevel?: number },
  ): Promise<{ id?: number; size?: number }>;
  deleteArtifact(name: string): Promise<unknown>;
}

export interface ArtifactOptions {
  readonly name: string;
  /** Everything in it is uploaded, if this program made it. */
  readonly folder: string;
  readonly retentionDays?: number;
  /** Whether one of that name may be there from an earlier try of this run, and is replaced. */
  readonly again: boolean;
  readonly milliseconds: number;
  /** Called for anything that did not work. */
  readonly notice: (message: string) => void;
  readonly info: (message: string) => void;
  /** The client is large, so it is loaded only where something is uploaded. */
  readonly load?: () => Promise<ArtifactClient>;
}

/** Milliseconds that an upload may take. */
export const UPLOAD_MS = 15 * 60_000;

/**
 * Uploads what a run wrote. A folder that this program did not make may hold anything, and nothing of it leaves the
 * machine; of one that it made, neither do links.
 *
 * @returns the artifact's number; undefined when there is none
 */
export async function uploadArtifact(options: ArtifactOptions): Promise<number | undefined> {
  const { name, folder, retentionDays, again, milliseconds, notice, info, load = client } = options;
  try {
    if (!(await isOurs(folder))) return undefined;
    const files = await filesOf(folder);
    if (files.length === 0) return undefined;
    const upload = async () => {
      const service = await load();
      if (again) await service.deleteArtifact(name).catch(() => undefined);
      return service.uploadArtifact(name, files, folder, {
        // Weights hardly get smaller, however long one tries.
        compressionLevel: 1,
        ...(retentionDays !== undefined && { retentionDays }),
      });
    };
    const { id } = await within(upload(), milliseconds);
    info(`Uploaded the artifact ${name}.`);
    return id;
  } catch (thrown) {
    notice(`The artifact ${name} could not be uploaded: ${said(thrown)}.`);
    return undefined;
  }
}

/** Unique for the jobs of a sweep's matrix. */
export function artifactName({ command, artifact, phase, shard }: Inputs): string {
  return command === 'trial' ? `${artifact}-${phase}-${shard.replace('/', '-of-')}` : artifact;
}

/**
 * For this checkout alone: what keeps the folder out of commits, and checkpoints, which are much larger than the model and
 * would take a cancelled run's report with them.
 */
const LOCAL = ['.gitignore', '.git', 'checkpoint', 'chosen/checkpoint'];

const isBelow = (file: string, path: string): boolean => file === path || file.startsWith(path + sep);

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
  return files.filter(file => !LOCAL.some(path => isBelow(file, join(folder, path)))).sort();
}

async function client(): Promise<ArtifactClient> {
  return new (await import('@actions/artifact')).DefaultArtifactClient();
}
