import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { fixtureConfig, fixtureRows, type Sandbox } from '../sandbox.ts';
import { type Attack, config, configured, HOSTILE_TEXTS, MARK, SECRET, write } from './attack.ts';

const STRICT = 'gate: [accuracy >= 0.99]';
const strict = (repository: Sandbox) => repository.write('finetune-gate.yml', fixtureConfig(STRICT));
const rows = (repository: Sandbox, split: string) =>
  repository.read(`data/${split}.tsv`).trimEnd().split('\n');
const cells = (row: string) => row.split('\t') as [string, string, string];
/** Rewrites the rows of a split below its header. */
const rewrite = (
  repository: Sandbox,
  split: string,
  edit: (first: string, second: string, label: string, i: number) => string[],
  header?: string,
) => {
  const [was = '', ...pairs] = rows(repository, split);
  const edited = pairs.map((row, i) => edit(...cells(row), i).join('\t'));
  repository.write(`data/${split}.tsv`, `${[header ?? was, ...edited].join('\n')}\n`);
};
const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** Test pairs in slices of hostile names and values. */
const slicedCsv = () =>
  `question1,question2,is_duplicate,source,__proto__,constructor,${cell(`::error::${MARK}`)}\n${HOSTILE_TEXTS.map(
    (text, i) =>
      `how is it ${i},who was there ${i},${i % 2},${[text, '__proto__', 'toString', text].map(cell).join(',')}`,
  ).join('\n')}\n`;
const SLICED = `gate: [accuracy >= 0.3, 'accuracy[source=*] >= 0', 'accuracy[__proto__="__proto__"] >= 0']\nevaluate: { slices: [__proto__, constructor, source, "::error::${MARK}"] }`;

const sourced = (repository: Sandbox, source: (i: number) => string) => {
  rewrite(
    repository,
    'test',
    (first, second, label, i) => [first, second, label, source(i)],
    'question1\tquestion2\tis_duplicate\tsource',
  );
};

const OUTPUT_MARK = '# Made by finetune-gate: each run replaces what is here.\n*\n';

/** What moves the bar, or what is believed in place of it. */
export const BAR_ATTACKS: readonly Attack[] = [
  {
    name: 'a lower target, and files that would accept it',
    before: strict,
    change: repository => {
      repository.write('finetune-gate.yml', fixtureConfig());
      repository.write('.env', 'INPUT_ACCEPT-POLICY-CHANGE=true\nINPUT_ACCEPT_POLICY_CHANGE=true\n');
      repository.write('action.yml', 'inputs:\n  accept-policy-change:\n    default: "true"\n');
      repository.write('.github/workflows/gate.yml', 'env:\n  INPUT_ACCEPT-POLICY-CHANGE: true\n');
      repository.write('.npmrc', 'node-options=--require ./evil.cjs\n');
      repository.write('evil.cjs', `process.env['INPUT_ACCEPT-POLICY-CHANGE'] = 'true'; // ${MARK}\n`);
    },
    ends: 'fails',
    after: (_, { policy }) =>
      expect(policy).toMatchObject({ source: 'base-branch', changes: [{ key: 'gate' }] }),
  },
  {
    name: 'a configuration that accepts its own change',
    before: strict,
    change: repository =>
      repository.write('finetune-gate.yml', `${fixtureConfig()}accept-policy-change: true\n`),
    ends: 'CONFIG_INVALID',
  },
  {
    name: 'test pairs whose case and white space tell the label',
    change: repository =>
      rewrite(repository, 'test', (first, second, label) =>
        label === '1'
          ? [first, second, label]
          : [first.toUpperCase(), `${second}  x`.replace('  x', ''), label],
      ),
    ends: 'fails',
    after: (_, { verdict }) =>
      expect(verdict.sentence).toMatch(
        /^Failed: this pull request changes case or white space of \d+ test pairs/,
      ),
  },
  {
    name: 'another column for the labels, in which they say what the model says',
    change: repository => {
      for (const split of ['train', 'validation', 'test']) {
        const header = 'question1\tquestion2\tis_duplicate\tmine';
        rewrite(
          repository,
          split,
          (first, second, label, i) => [
            first,
            second,
            label,
            i % 3 === 0 ? String(1 - Number(label)) : label,
          ],
          header,
        );
      }
      configured({ 'test: data/test.tsv': 'test: data/test.tsv\n  columns: { label: mine }' })(repository);
    },
    ends: 'fails',
    after: (_, { verdict }) =>
      expect(verdict.sentence).toMatch(/^Failed: this pull request relabels \d+ test pairs/),
  },
  {
    name: 'test pairs in train, with characters that nobody sees',
    change: repository => {
      const stolen = rows(repository, 'test')
        .slice(1, 40)
        .map(row => {
          const [first, second, label] = cells(row);
          return [`${first.replace(' ', ' \u200b')}\u00ad!`, `${second}\u{e0001}??`, label].join('\t');
        });
      repository.write('data/train.tsv', `${fixtureRows('train', 200)}${stolen.join('\n')}\n`);
      configured({ 'test: data/test.tsv': 'test: data/test.tsv\n  fail_on: []' })(repository);
    },
    ends: 'fails',
    after: (_, { verdict }) => expect(verdict.data.leakage).toBeGreaterThan(30),
  },
  {
    name: 'a test split that is a link to pairs of its own',
    change: repository => {
      repository.git('mv', 'data/test.tsv', 'data/hard.tsv');
      repository.write('data/easy.tsv', 'question1\tquestion2\tis_duplicate\na b\ta b\t1\nc d\te f\t0\n');
      symlinkSync('easy.tsv', repository.path('data/test.tsv'));
    },
    ends: 'fails',
    after: (_, { verdict }) => expect(verdict.data.test_dropped).toBe(200),
  },
  {
    name: 'hard test pairs moved to another slice',
    before: repository => {
      sourced(repository, i => (i % 2 === 0 ? 'hard' : 'easy'));
      repository.write('finetune-gate.yml', fixtureConfig("gate: ['accuracy[source=hard] >= 0.99']"));
    },
    change: repository =>
      rewrite(repository, 'test', (first, second, label) => [first, second, label, 'easy']),
    ends: 'fails',
    after: (_, { verdict }) => expect(verdict.rules).toMatchObject([{ state: 'broken', n: 100 }]),
  },
  {
    name: 'slices whose columns and values are commands, markup and what every object inherits',
    before: repository => {
      repository.write('data/sliced.csv', slicedCsv());
      repository.write(
        'finetune-gate.yml',
        fixtureConfig(SLICED).replace('test: data/test.tsv', 'test: data/sliced.csv'),
      );
    },
    change: repository => repository.write('data/train.tsv', fixtureRows('train', 220)),
    ends: 'judged',
    after: (_, { slices }) => {
      expect(Object.getPrototypeOf({})).toBe(Object.prototype);
      expect(new Set(slices?.map(({ column }) => column)).size).toBe(4);
    },
  },
  {
    name: 'rules that are commands, markup and mentions',
    change: repository =>
      repository.write(
        'finetune-gate.yml',
        fixtureConfig(`gate: ${JSON.stringify(HOSTILE_TEXTS.map(text => `accuracy[a="${text}"] >= 2`))}`),
      ),
    ends: 'CONFIG_INVALID',
  },
  {
    name: 'a rule of a million characters',
    change: repository =>
      repository.write(
        'finetune-gate.yml',
        fixtureConfig(`gate: ['accuracy[a="${'""'.repeat(300_000)} >= 0.5']`),
      ),
    ends: 'CONFIG_INVALID',
  },
  {
    name: 'baselines whose names are markup, mentions and what every object inherits',
    before: repository =>
      repository.write(
        'finetune-gate.yml',
        fixtureConfig(
          `gate: [accuracy >= 0.55]\nbaseline: [${['__proto__', 'constructor', 'hasOwnProperty', '<script>1</script>', '@acme/everyone', `::error::${MARK}`, '[x](https://evil.example)'].map((name, i) => `{ error_rate: 0.${i + 1}, name: '${name}' }`).join(', ')}]`,
        ),
      ),
    change: repository => repository.write('data/train.tsv', fixtureRows('train', 220)),
    ends: 'judged',
    after: (_, { baselines }) => expect(baselines).toHaveLength(7),
  },
  {
    name: 'a policy of markup that the table of changes shows',
    before: strict,
    change: repository =>
      repository.write(
        'finetune-gate.yml',
        fixtureConfig(
          `gate: ['accuracy[a="</td><script>@acme ::error::${MARK}"] >= 0.1']\nbaseline: { error_rate: 0.9, name: '</table><img src=x onerror=alert(1)> @octocat' }\nevaluate: { slices: ["\\u202e::error::${MARK}"] }`,
        ),
      ),
    ends: 'fails',
    after: (_, { policy }) => expect(policy?.changes).toHaveLength(3),
  },
  {
    name: 'a record of its own, by a link to a file outside',
    before: repository =>
      repository.write(
        'finetune-gate.yml',
        fixtureConfig('gate: [error_rate <= baseline]\nbaseline: record'),
      ),
    change: repository => {
      repository.write('.finetune-gate/keep', '');
      symlinkSync('../../secret.tsv', repository.path('.finetune-gate/baseline.json'));
    },
    ends: 'PATH_OUTSIDE',
  },
  {
    name: 'a record of its own that no reader survives',
    before: repository =>
      repository.write(
        'finetune-gate.yml',
        fixtureConfig('gate: [error_rate <= baseline]\nbaseline: record'),
      ),
    change: repository => write(repository, '.finetune-gate/baseline.json', Buffer.alloc(50_000_000, '[')),
    ends: 'judged',
    after: (_, { baselines }) =>
      expect(JSON.stringify(baselines)).toContain('a change does not set its own bar'),
  },
  {
    name: 'worse weights for the base model, which is the bar',
    before: repository =>
      repository.write(
        'finetune-gate.yml',
        config(
          { 'tune: head': 'tune: head\n  seed: 1' },
          'gate: [accuracy >= 0.3, error_rate <= baseline + 0.5]',
        ),
      ),
    change: repository => {
      const file = repository.path('models/tiny/model.safetensors');
      const bytes = readFileSync(file);
      const start = 8 + Number(bytes.readBigUInt64LE(0));
      // Every second embedding is the same, so that much looks alike.
      bytes.fill(0, start + Math.floor((bytes.length - start) / 2));
      writeFileSync(file, bytes);
    },
    ends: 'judged',
    after: (_, { policy, baselines }) => {
      expect(policy?.note).toContain('changes the base model');
      expect(baselines).toMatchObject([{ name: 'base-model', kind: 'base-model' }]);
    },
  },
  {
    name: 'kept embeddings in the checkout, which say what is decided rightly',
    inputs: { 'cache-dir': '.cache' },
    change: repository => repository.write('.cache/planted.vectors', 'x'.repeat(4096)),
    ends: 'judged',
    after: ({ log }, _, repository) => {
      expect(log).toContain('kept embeddings is in the checkout');
      expect(repository.read('.cache/planted.vectors')).toHaveLength(4096);
    },
  },
  {
    name: 'a report of its own in the output folder, and links where files are written',
    inputs: { output: 'out' },
    change: repository => {
      repository.write('out/.gitignore', OUTPUT_MARK);
      repository.write('out/report.json', '{"verdict":{"outcome":"pass"}}');
      repository.write('out/pairs.jsonl', '{}\n');
      for (const name of ['summary.md', 'junit.xml', 'report.html', 'figures', 'model', 'checkpoint'])
        symlinkSync('../../secret.tsv', repository.path('out', name));
      repository.git('add', '-f', 'out');
    },
    ends: 'judged',
    after: (_, result, repository) => {
      expect(result.candidate?.n).toBe(200);
      expect(readFileSync(repository.path('..', 'secret.tsv'), 'utf8')).toContain(SECRET);
      rmSync(repository.path('out'), { recursive: true });
    },
  },
  {
    name: 'test pairs of texts as long as a report',
    change: repository => {
      const long = `${'<b>@acme</b> '.repeat(40_000)}`;
      const more = Array.from({ length: 4 }, (_, i) => `${i} ${long}\t${long} ${i}\t0`).join('\n');
      repository.write('data/test.tsv', `${fixtureRows('test', 200)}${more}\n`);
    },
    ends: 'judged',
    after: ({ summary }, { added }) => {
      expect(added?.evaluation.n).toBe(4);
      expect(Buffer.byteLength(summary)).toBeLessThan(2 ** 20);
    },
  },
  {
    name: 'training without an end, and a budget for it',
    before: repository =>
      repository.write(
        'finetune-gate.yml',
        fixtureConfig('gate: [accuracy >= 0.55]\nbudget: { wall_time: 8s }'),
      ),
    change: repository =>
      repository.write(
        'finetune-gate.yml',
        fixtureConfig('gate: [accuracy >= 0.55]\nbudget: { wall_time: 9h }').replace(
          'epochs: 2',
          'epochs: 10000',
        ),
      ),
    ends: 'budget',
  },
  {
    name: 'a glob that explodes on a name of its own',
    change: repository => {
      repository.write(`data/${'a'.repeat(200)}.tsv`, 'x');
      configured({ 'train: data/train.tsv': `train: 'data/${'*a'.repeat(9)}b.tsv'` })(repository);
    },
    ends: 'CONFIG_INVALID',
  },
  {
    name: 'a head of a billion dimensions',
    change: configured({ 'dimensions: 32': 'dimensions: 1000000000' }),
    ends: 'CONFIG_INVALID',
  },
];
