import * as core from '@actions/core';
import { artifactName, UPLOAD_MS, uploadArtifact } from './artifact.ts';
import type { JobContext } from './context.ts';
import type { Inputs } from './inputs.ts';
import { log } from './log.ts';

/** Milliseconds for what a cancelled run still uploads: a runner kills it soon. */
const CANCELLED_MS = 2_500;

export interface Upload {
  readonly inputs: Inputs;
  readonly context: JobContext;
  readonly folder: string;
  /** Whether the run has failed where it is not there: nobody else has what a trial found. */
  readonly needed: boolean;
  readonly notice: (message: string) => void;
}

/**
 * Uploads what a run wrote, and names the artifact in the step's outputs.
 *
 * @returns why the run has failed without, in a sentence
 */
export async function uploadFindings(
  { inputs, context, folder, needed, notice }: Upload,
  cancelled: boolean,
): Promise<string | undefined> {
  const name = artifactName(inputs);
  const days = inputs['retention-days'];
  const id = await uploadArtifact({
    name,
    folder,
    ...(days !== '' && { retentionDays: Number(days) }),
    again: context.run.attempt > 1,
    milliseconds: cancelled ? CANCELLED_MS : UPLOAD_MS,
    notice,
    info: log,
  });
  if (id === undefined)
    return needed ? `There is no artifact ${name}, so nobody can read what was found.` : undefined;
  core.setOutput('artifact-id', id);
  core.setOutput('artifact-url', context.run.url && `${context.run.url}/artifacts/${id}`);
  return undefined;
}
