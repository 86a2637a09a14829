import { expect, it } from 'vitest';
import { rowsDigest } from '../../../src/commands/rows-digest.ts';
import { loadData } from '../../../src/data/load.ts';
import { dataOptions } from '../../../src/data/options.ts';
import { Sandbox } from '../../sandbox.ts';

const HEAD = 'question1\tquestion2\tis_duplicate\n';
const ROWS = ['a b\tc d\t1\n', 'e f\tg h\t0\n', 'a b\tg h\t0\n'] as const;

async function digestOf(train: readonly string[], test = 'x\ty\t1\nz\tw\t0\n', scored = false) {
  const sandbox = new Sandbox();
  sandbox.write('train.tsv', (scored ? 'sentence1\tsentence2\tscore\n' : HEAD) + train.join(''));
  sandbox.write('test.tsv', HEAD + test);
  sandbox.write('validation.tsv', `${HEAD}m\tn\t1\no\tp\t0\n`);
  const options = dataOptions.parse({
    train: 'train.tsv',
    validation: 'validation.tsv',
    test: 'test.tsv',
    ...(scored && { format: 'scored-pair' }),
  });
  const { splits } = await loadData(options, sandbox.folder, { seed: 1 });
  return rowsDigest(splits, new AbortController().signal);
}

it('is the same for the same rows, and another for any other', async () => {
  const own = await digestOf(ROWS);
  expect(own).toMatch(/^[0-9a-f]{64}$/);
  expect(await digestOf(ROWS)).toBe(own);
  const others = await Promise.all([
    digestOf([ROWS[1], ROWS[0], ROWS[2]]),
    digestOf(ROWS.slice(0, 2)),
    digestOf([ROWS[0], ROWS[1], ROWS[2].replace('0', '1')]),
    digestOf([ROWS[0].replace('a', 'A'), ROWS[1], ROWS[2]]),
    digestOf([ROWS[0].replace('a b', 'a  b'), ROWS[1], ROWS[2]]),
    digestOf(['c d\ta b\t1\n', ROWS[1], ROWS[2]]),
    digestOf(ROWS, 'z\tw\t0\nx\ty\t1\n'),
  ]);
  expect(new Set([own, ...others]).size).toBe(others.length + 1);
});

it('is of scores too', async () => {
  const scored = (first: string) =>
    digestOf([ROWS[0].replace('1', first), ROWS[1].replace('0', '0.25')], undefined, true);
  expect(await scored('0.5')).not.toBe(await scored('0.75'));
});
