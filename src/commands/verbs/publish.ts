import { inertJson } from '../../report/json.ts';
import { plain } from '../../report/text.ts';
import { runPublish } from '../publish.ts';
import type { Verb } from '../verb.ts';

/** Packs a finished run's model; with --tag or --hub publishes it there. */
export const publishVerb: Verb = async ({ from, tag, repository, hub, output, force }, { signal, log }) => {
  const report = await runPublish({
    directory: process.cwd(),
    ...(from !== undefined && { from }),
    ...(tag !== undefined && { tag }),
    ...(repository !== undefined && { repository }),
    ...(hub !== undefined && { hub }),
    ...(output !== undefined && { output }),
    ...(force !== undefined && { force }),
    env: process.env,
    signal,
    log,
  });
  const { folder, files, archive, changed } = report;
  const places = [report.release, report.hub].filter(place => place !== undefined);
  const lines = [
    `Packed ${archive.name}, SHA-256 ${archive.sha256}.`,
    `${files.length} files are in ${plain(folder, 500)}.`,
    ...places.map(place => `${changed ? 'Published' : 'Published already'}: ${plain(place, 500)}`),
  ];
  return { text: `${lines.join('\n')}\n`, json: `${inertJson(report, 2)}\n` };
};
