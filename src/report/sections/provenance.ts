import { engineWords } from '../engine.ts';
import { code, escapeMarkdown } from '../escape.ts';
import type { Result } from '../result.ts';

/** What names this run: the data, the weights, the program and where it ran. */
export function provenanceSection({ tool, data, model, policy, engine }: Result): string {
  const parts = [
    `${tool.name} ${code(tool.version, 30)}`,
    data ? `data ${code(brief(data.fingerprint))}` : '',
    data ? `test set ${code(brief(data.testFingerprint))}` : '',
    model?.revision ? `base model ${code(brief(model.revision))}` : '',
    model ? `base weights ${code(brief(model.weights))}` : '',
    policy?.source === 'base-branch' && policy.commit ? `policy of ${code(policy.commit.slice(0, 12))}` : '',
    policy?.source === 'working-tree' ? 'policy of the working tree' : '',
    engine ? engineWords(engine, escapeMarkdown) : '',
  ];
  return `---\n\n<sub>${parts.filter(part => part !== '').join(' · ')}</sub>`;
}

/** `sha256:` and the first twelve digits: enough to compare by eye; report.json has the whole. */
function brief(hash: string): string {
  const [, scheme = '', digits = hash] = /^([a-z0-9]+:)?(.*)$/s.exec(hash) ?? [];
  return `${scheme}${digits.slice(0, 12)}`;
}
