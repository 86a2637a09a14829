import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseChangedLines } from '../../../src/repository/changed-lines.ts';
import { openRepository } from '../../../src/repository/open.ts';
import type { Repository } from '../../../src/repository/repository.ts';
import { pullRequest, Sandbox } from './sandbox.ts';

let sandbox: Sandbox;
let base: string;
let repository: Repository;
beforeEach(async () => {
  sandbox = new Sandbox();
  ({ base } = pullRequest(sandbox));
  repository = (await openRepository(sandbox.root))!;
});
afterEach(() => sandbox.remove());

const changed = async (path: string) => [...(await repository.changedLines(base, path))];

describe('changedLines', () => {
  it('gives changed and added lines of the working tree', async () => {
    expect(await changed('data/train.tsv')).toEqual([2, 4]);
    sandbox.write('data/train.tsv', 'new\na\tb\t1\nc\td\t0\ne\tf\t1\n');
    expect(await changed('data/train.tsv')).toEqual([1]);
  });

  it('gives none for a removal, and none for a file that is as it was', async () => {
    sandbox.write('data/train.tsv', 'a\tb\t1\ne\tf\t1\n');
    expect(await changed('data/train.tsv')).toEqual([]);
    sandbox.write('data/train.tsv', 'a\tb\t1\nc\td\t0\ne\tf\t1\n');
    expect(await changed('data/train.tsv')).toEqual([]);
  });

  it('gives every line of a new file, tracked or not, ended by a line break or not', async () => {
    sandbox.write('data/untracked.tsv', 'a\nb\nc');
    expect(await changed('data/untracked.tsv')).toEqual([1, 2, 3]);
    sandbox.write('data/added.tsv', 'a\nb\n');
    sandbox.commit('added');
    expect(await changed('data/added.tsv')).toEqual([1, 2]);
    expect(await changed('data/absent.tsv')).toEqual([]);
  });

  it('does not depend on how the user likes a diff', async () => {
    sandbox.git('config', 'diff.context', '9');
    sandbox.git('config', 'diff.interHunkContext', '9');
    sandbox.git('config', 'diff.noprefix', 'true');
    sandbox.git('config', 'color.ui', 'always');
    sandbox.git('config', 'diff.mnemonicPrefix', 'true');
    expect(await changed('data/train.tsv')).toEqual([2, 4]);
  });

  it('is not misled by data that looks like a diff', async () => {
    sandbox.write('data/train.tsv', '@@ -1 +900 @@\na\tb\t1\nc\td\t0\ne\tf\t1\n');
    expect(await changed('data/train.tsv')).toEqual([1]);
  });

  it('agrees with a line-by-line count on many files', async () => {
    // Rows are all different, so that the smallest edit is unique and can be counted by hand.
    for (let seed = 1; seed <= 6; seed++) {
      const old = Array.from({ length: 60 }, (_, i) => `old ${i}`);
      const next = old.flatMap((row, i) => {
        const choice = (i * 7 + seed * 13) % 11;
        if (choice === 0) return [];
        if (choice === 1) return [`edited ${seed} ${i}`];
        if (choice === 2) return [row, `added ${seed} ${i}`];
        return [row];
      });
      sandbox.write('rows.tsv', `${old.join('\n')}\n`);
      const commit = sandbox.commit(`rows ${seed}`);
      sandbox.write('rows.tsv', `${next.join('\n')}\n`);
      const expected = next.flatMap((row, i) => (row.startsWith('old') ? [] : [i + 1]));
      expect([...(await repository.changedLines(commit, 'rows.tsv'))]).toEqual(expected);
    }
  });
});

describe('parseChangedLines', () => {
  it('reads hunk headers with and without counts', () => {
    const diff =
      'diff --git a/x b/x\n@@ -1 +1 @@ context\n-a\n+b\n@@ -5,0 +6,3 @@\n+c\n+d\n+e\n@@ -9,2 +11,0 @@\n-f\n-g\n';
    expect([...parseChangedLines(diff)]).toEqual([1, 6, 7, 8]);
  });
});
