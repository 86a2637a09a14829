import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeReleases, TOKEN } from '../github-releases.ts';
import { fixtureConfig, fixtureRepository, Sandbox } from '../sandbox.ts';
import { downloadArtifacts } from './download.ts';
import { ResultsService } from './results-service.ts';
import { type Run, startAction } from './runner.ts';

const CONFIG = `${fixtureConfig('baseline: base-model\ngate: [accuracy >= 0.55]')}sweep:
  examples: [100, 250]
  dimensions: [16, 24]
`;

interface Matrix {
  readonly include: readonly { readonly shard: string; readonly name: string }[];
}

/** The jobs of .github/workflows/sweep.yml, each the built action on a machine of its own, one after another as they need. */
describe('a sweep on many runners', { timeout: 240_000 }, () => {
  let service: ResultsService;
  let repository: Sandbox;
  beforeAll(async () => {
    service = await ResultsService.start();
    repository = fixtureRepository(CONFIG);
    repository.commit('base');
  });
  afterAll(() => service.stop());

  const job = async (
    inputs: Record<string, string>,
    runner = new Sandbox(),
    env: Record<string, string> = {},
  ): Promise<Run> => {
    const ran = await startAction(
      repository,
      { inputs: {} },
      { engine: 'reference', cache: 'false', ...inputs },
      { ...service.environment, GITHUB_EVENT_NAME: 'workflow_dispatch', GITHUB_RUN_ID: '41', ...env },
      { runner },
    );
    expect(ran.status, ran.log).toBe(0);
    return ran;
  };

  it('is planned, encoded, trained in parallel, collected and published', async () => {
    const plan = await job({ command: 'plan', jobs: '2' });
    const matrix = (name: string): Matrix => JSON.parse(plan.outputs.get(name) ?? '');
    const [encode, train] = [matrix('encode-matrix'), matrix('train-matrix')];
    expect(train.include.map(({ shard }) => shard)).toEqual(['1/2', '2/2']);

    await Promise.all(encode.include.map(({ shard }) => job({ command: 'trial', phase: 'encode', shard })));
    const encoded = new Sandbox().folder;
    const parts = await downloadArtifacts(service, /^finetune-gate-encode-/, encoded);
    expect(parts).toEqual(encode.include.map(({ name }) => `finetune-gate-encode-${name}`).sort());

    const trained = await Promise.all(
      train.include.map(({ shard }) => job({ command: 'trial', phase: 'train', shard, from: encoded })),
    );
    for (const { log, outputs } of trained) {
      expect(log).toContain('2 of 2 trials');
      expect(outputs.get('artifact-id')).toMatch(/^\d+$/);
    }
    const found = new Sandbox().folder;
    const names = await downloadArtifacts(service, /^finetune-gate-/, found);
    expect(names).toHaveLength(encode.include.length + 2);

    const machine = new Sandbox();
    const { outputs, summary } = await job({ command: 'collect', from: found }, machine);
    expect(outputs.get('verdict')).toBe('pass');
    expect(outputs.get('chosen')).not.toBe('');
    expect(summary).toContain('**chosen**');
    for (const name of ['report', 'summary', 'results', 'model'])
      expect(existsSync(outputs.get(name) ?? ''), name).toBe(true);
    // What was decided becomes the artifact of the run, beside those of its parts.
    const decided = new Sandbox().folder;
    expect(await downloadArtifacts(service, /^finetune-gate$/, decided)).toEqual(['finetune-gate']);
    for (const file of ['report.json', 'results.csv', 'chosen/report.json', 'model/model.safetensors'])
      expect(existsSync(join(decided, 'finetune-gate', file)), file).toBe(true);

    const github = await FakeReleases.start();
    const release = { command: 'publish', tag: 'v1', 'github-token': TOKEN };
    const published = await job(release, machine, { GITHUB_API_URL: github.url });
    expect(github.faults).toEqual([]);
    expect(github.releases).toMatchObject([{ tag: 'v1', draft: false }]);
    expect(published.outputs.get('release-url')).toContain('/releases/tag/v1');
    // The very files: each asset is one of the folder that an attestation is made of, and its checksums hold.
    const folder = published.outputs.get('assets') ?? '';
    for (const { name, bytes } of github.releases[0]?.assets ?? [])
      expect(bytes.equals(readFileSync(join(folder, name))), name).toBe(true);
    expect(github.releases[0]?.assets.map(({ name }) => name)).toContain('SHA256SUMS');
    execFileSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: folder });
    expect(published.log.split(TOKEN)).toHaveLength(2);
  });
});
