import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { type ArtifactClient, artifactName, uploadArtifact } from '../../../src/action/artifact.ts';
import { readInputs } from '../../../src/action/inputs.ts';
import { prepareOutput } from '../../../src/commands/output-folder.ts';
import { Sandbox } from '../../sandbox.ts';

let folder: Sandbox;
let notices: string[];
beforeEach(async () => {
  folder = new Sandbox();
  notices = [];
});

/** A client that keeps what it was asked for. */
function service(faults: Partial<ArtifactClient> = {}) {
  const uploaded: { name: string; files: string[]; root: string; days: number | undefined }[] = [];
  const deleted: string[] = [];
  const client: ArtifactClient = {
    uploadArtifact: async (name, files, root, options) => {
      uploaded.push({ name, files, root, days: options?.retentionDays });
      return { id: 7 };
    },
    deleteArtifact: async name => {
      deleted.push(name);
      throw new Error('there is none');
    },
    ...faults,
  };
  return { client, uploaded, deleted };
}

const upload = (client: ArtifactClient, options: { again?: boolean; milliseconds?: number } = {}) =>
  uploadArtifact({
    name: 'finetune-gate',
    folder: folder.folder,
    retentionDays: 5,
    again: false,
    milliseconds: 60_000,
    notice: text => notices.push(text),
    info: () => {},
    load: async () => client,
    ...options,
  });

describe('uploadArtifact', () => {
  it('uploads every file of a folder that a run wrote, but no link and not its mark', async () => {
    await prepareOutput(folder.folder);
    folder.write('report.json', '{}');
    folder.write('model/1_Pooling/config.json', '{}');
    const other = new Sandbox();
    other.write('secret', 'x');
    symlinkSync(other.path('secret'), folder.path('model', 'secret'));
    symlinkSync(other.folder, folder.path('linked'));
    const { client, uploaded } = service();
    expect(await upload(client)).toBe(7);
    expect(uploaded).toEqual([
      {
        name: 'finetune-gate',
        files: [folder.path('model/1_Pooling/config.json'), folder.path('report.json')],
        root: folder.folder,
        days: 5,
      },
    ]);
  });

  it('leaves out what only a next run on this machine goes on from', async () => {
    await prepareOutput(folder.folder);
    const kept = ['report.json', 'weights/00ff/checkpoint.json', 'weights/00ff/weights-1.safetensors'];
    for (const path of kept) folder.write(path, '{}');
    for (const path of ['checkpoint/a/state-1.bin', 'chosen/checkpoint/a/state-1.bin'])
      folder.write(path, '0');
    const { client, uploaded } = service();
    await upload(client);
    expect(uploaded[0]?.files).toEqual(kept.map(path => folder.path(path)));
  });

  it('uploads nothing of a folder that is not of this program, or that is not there', async () => {
    folder.write('.env', 'TOKEN=1');
    const { client, uploaded } = service();
    expect(await upload(client)).toBeUndefined();
    folder.write('.gitignore', '*\n');
    expect(await upload(client)).toBeUndefined();
    expect([uploaded, notices]).toEqual([[], []]);
  });

  it('replaces the one of an earlier try, and goes on where there is none', async () => {
    await prepareOutput(folder.folder);
    folder.write('report.json', '{}');
    const { client, uploaded, deleted } = service();
    await upload(client);
    expect(deleted).toEqual([]);
    expect(await upload(client, { again: true })).toBe(7);
    expect([deleted, uploaded.length]).toEqual([['finetune-gate'], 2]);
  });

  it('is a notice where it does not work, or takes too long, and never a failure', async () => {
    await prepareOutput(folder.folder);
    folder.write('report.json', '{}');
    expect(
      await upload(service({ uploadArtifact: () => Promise.reject(new Error('503')) }).client),
    ).toBeUndefined();
    const slow = service({ uploadArtifact: () => new Promise(() => {}) }).client;
    expect(await upload(slow, { milliseconds: 20 })).toBeUndefined();
    expect(notices).toEqual([
      'The artifact finetune-gate could not be uploaded: 503.',
      'The artifact finetune-gate could not be uploaded: it took longer than 0 s.',
    ]);
  });

  it('finds the real client, which cannot upload outside of a runner', async () => {
    await prepareOutput(folder.folder);
    mkdirSync(folder.path('model'));
    writeFileSync(folder.path('model', 'a'), 'x');
    const options = { name: 'a', folder: folder.folder, again: false, milliseconds: 10_000 };
    const token = process.env.ACTIONS_RUNTIME_TOKEN;
    delete process.env.ACTIONS_RUNTIME_TOKEN;
    expect(
      await uploadArtifact({ ...options, notice: text => notices.push(text), info: () => {} }),
    ).toBeUndefined();
    if (token !== undefined) process.env.ACTIONS_RUNTIME_TOKEN = token;
    expect(notices[0]).toContain('ACTIONS_RUNTIME_TOKEN');
  });
});

it('names the artifact of a trial by its phase and part, so that no two jobs of a matrix share one', () => {
  const named = (values: Record<string, string>) =>
    artifactName(readInputs(name => ({ artifact: 'sweep', ...values })[name] ?? ''));
  expect(named({ command: 'train' })).toBe('sweep');
  expect(named({ command: 'collect' })).toBe('sweep');
  expect(named({ command: 'trial', phase: 'encode', shard: '3/8' })).toBe('sweep-encode-3-of-8');
  expect(named({ command: 'trial', shard: '12/64' })).toBe('sweep-train-12-of-64');
});
