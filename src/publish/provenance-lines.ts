import { code, escapeMarkdown } from '../report/escape.ts';
import type { Provenance } from './provenance.ts';

/** Where a model comes from, as a section of its card; empty where nothing is known. */
export function provenanceLines({ source, action, run, runner, config }: Partial<Provenance>): string {
  const { repository, commit, dirty, ref } = source ?? {};
  const where = [
    ...(repository ? [`of ${code(repository, 200)}`] : []),
    ...(ref ? [`(${code(ref, 120)})`] : []),
  ];
  const lines = [
    ...(commit
      ? [
          ['commit', code(commit), ...where, ...(dirty ? ['with changes that are not committed'] : [])].join(
            ' ',
          ),
        ]
      : []),
    ...(config ? [`configuration ${code(config.file, 120)}, SHA-256 ${code(config.sha256)}`] : []),
    ...(action ? [`action ${code([action.repository, action.ref].filter(Boolean).join('@'), 200)}`] : []),
    ...(run ? [`run ${code(run.url, 300)}${run.attempt ? `, attempt ${run.attempt}` : ''}`] : []),
    ...(runner
      ? [
          `runner ${[runner.name ? code(runner.name, 80) : '', escapeMarkdown(runner.os, 30), escapeMarkdown(runner.arch, 30)].filter(Boolean).join(', ')}, Node ${code(runner.node, 20)}`,
        ]
      : []),
  ];
  return lines.length === 0 ? '' : `## Provenance\n\n${lines.map(line => `- ${line}`).join('\n')}`;
}
