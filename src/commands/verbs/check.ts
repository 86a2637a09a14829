import { toJson } from '../../report/json.ts';
import { toTerminal } from '../../report/terminal.ts';
import { runCheck } from '../check.ts';
import { optionsOf } from '../options-of.ts';
import type { Verb } from '../verb.ts';

/** `check` and `train`: exit codes are the verdict's. */
export const checkVerb: Verb = async (args, io) => {
  const command = args.command === 'check' ? 'check' : 'train';
  const { result, exitCode, reportPath, modelPath } = await runCheck({ ...optionsOf(args, io), command });
  const written = { report: reportPath, ...(modelPath !== undefined && { model: modelPath }) };
  return { text: toTerminal(result, { color: io.color, written }), json: toJson(result), exitCode };
};
