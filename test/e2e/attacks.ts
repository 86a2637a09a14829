import { linkSync, symlinkSync } from 'node:fs';
import { fixtureConfig, fixtureRows, type Sandbox } from '../sandbox.ts';
import { GZIP, parquetFile } from '../unit/data/parquet-fixture.ts';
import { type Attack, config, configured, hostileCsv, MARK, write } from './attack.ts';
import { BAR_ATTACKS } from './bar-attacks.ts';
import { PROVIDER_ATTACKS } from './provider-attacks.ts';

const ESC = '\u001b';

const header = (json: string, claim = Buffer.byteLength(json)): Buffer => {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(claim));
  return Buffer.concat([length, Buffer.from(json)]);
};
const weights = (content: Uint8Array) => (repository: Sandbox) =>
  repository.write('models/tiny/model.safetensors', content);

const tokenizer = (edit: (json: Record<string, unknown>) => void) => (repository: Sandbox) => {
  const json = JSON.parse(repository.read('models/tiny/tokenizer.json'));
  edit(json);
  repository.write('models/tiny/tokenizer.json', JSON.stringify(json));
};

const aliases = (levels: number) =>
  Array.from({ length: levels }, (_, i) =>
    i === 0
      ? 'l0: &l0 [x, x, x, x, x, x, x, x, x]'
      : `l${i}: &l${i} [${Array(9)
          .fill(`*l${i - 1}`)
          .join(', ')}]`,
  ).join('\n');

const parquet = (options: Parameters<typeof parquetFile>[1], size = 1) =>
  parquetFile(
    [
      { name: 'question1', type: 'string', values: ['a'.repeat(size), 'b'] },
      { name: 'question2', type: 'string', values: ['c', 'd'] },
      { name: 'is_duplicate', type: 'int32', values: [0, 1] },
    ],
    options,
  );

export const ATTACKS: readonly Attack[] = [
  {
    name: 'texts that are commands, markup, mentions and escapes, in pairs that the report quotes',
    before: repository => {
      repository.write('data/hostile.csv', hostileCsv(0));
      repository.write(
        'finetune-gate.yml',
        config({ 'test: data/test.tsv': 'test: [data/test.tsv, data/hostile.csv]' }),
      );
    },
    change: repository => repository.write('data/train.tsv', fixtureRows('train', 220)),
    ends: 'judged',
  },
  {
    name: 'the same texts in findings, which annotations and the log quote',
    change: repository => {
      write(
        repository,
        'data/train2.csv',
        hostileCsv(0) + hostileCsv(0).split('\n').slice(1).join('\n').replaceAll(',"0"', ',"1"'),
      );
      configured({ 'train: data/train.tsv': 'train: [data/train.tsv, data/train2.csv]' })(repository);
    },
    ends: 'fails',
  },
  {
    name: 'a file name that is a workflow command over two lines',
    change: repository => {
      write(
        repository,
        `data/x\n::error::${MARK}\r##[error]${MARK}${ESC}[31m.tsv`,
        'question1\tquestion2\tis_duplicate\na\ta b\t7\n',
      );
      configured({ 'train: data/train.tsv': 'train: data/*.tsv' })(repository);
    },
    ends: 'DATA_LABEL_INVALID',
  },
  {
    name: 'a file name that is markup and a mention',
    change: repository => {
      write(
        repository,
        `data/<img src=x onerror=${MARK}> @acme ](x) \`.tsv`,
        'question1\tquestion2\tis_duplicate\na\ta b\t7\n',
      );
      configured({ 'train: data/train.tsv': 'train: data/*.tsv' })(repository);
    },
    ends: 'DATA_LABEL_INVALID',
  },
  {
    name: 'column names that are commands and markup',
    change: repository =>
      repository.write(
        'data/train.tsv',
        [`::error::${MARK}`, `<script>${MARK}</script>`, `@acme${ESC}[2J`].join('\t').concat('\na\tb\t1\n'),
      ),
    ends: 'DATA_COLUMN_MISSING',
  },
  {
    name: 'a configuration whose keys and values are commands and markup',
    change: repository =>
      repository.write(
        'finetune-gate.yml',
        `${fixtureConfig()}"::error::${MARK}": "<script>${MARK}</script>"\n"\\r\\n::error::${MARK}": "\\e[2J"\n`,
      ),
    ends: 'CONFIG_INVALID',
  },
  ...(
    [
      ['..', '../secret.tsv'],
      ['.. inside a path', 'data/../../secret.tsv'],
      ['an absolute path', '/etc/passwd'],
      ['a glob that climbs', 'data/../../*.tsv'],
      ['braces that climb', '{data,..}/secret.tsv'],
      ['a Windows path', "'C:\\Windows\\win.ini'"],
      ['a NUL', '"data/train.tsv\\0.png"'],
    ] as const
  ).map(
    ([name, path]): Attack => ({
      name: `data by ${name}`,
      change: configured({ 'train: data/train.tsv': `train: ${path.startsWith('{') ? `'${path}'` : path}` }),
      ends: ['a NUL', 'braces that climb'].includes(name) ? 'DATA_NOT_FOUND' : 'PATH_OUTSIDE',
    }),
  ),
  {
    name: 'data by a symbolic link out of the checkout',
    change: repository => {
      symlinkSync('../../secret.tsv', repository.path('data/link.tsv'));
      configured({ 'train: data/train.tsv': 'train: data/link.tsv' })(repository);
    },
    ends: 'PATH_OUTSIDE',
  },
  {
    name: 'data by a linked folder that a glob walks into',
    change: repository => {
      symlinkSync('../..', repository.path('data/up'));
      configured({ 'train: data/train.tsv': "train: 'data/up/*.tsv'" })(repository);
    },
    ends: 'PATH_OUTSIDE',
  },
  {
    name: 'a model by a link to a folder outside',
    change: repository => {
      symlinkSync('/etc', repository.path('models/etc'));
      configured({ 'base: models/tiny': 'base: models/etc' })(repository);
    },
    ends: 'PATH_OUTSIDE',
  },
  {
    name: 'weights by a link to a file outside',
    change: repository => {
      repository.git('rm', '-q', 'models/tiny/config.json');
      symlinkSync('../../../secret.tsv', repository.path('models/tiny/config.json'));
    },
    ends: 'PATH_OUTSIDE',
  },
  {
    name: 'the configuration itself a link to a file outside',
    change: repository => {
      repository.git('rm', '-q', 'finetune-gate.yml');
      symlinkSync('../secret.tsv', repository.path('finetune-gate.yml'));
    },
    ends: 'PATH_OUTSIDE',
  },
  {
    name: 'a YAML bomb of aliases',
    change: repository =>
      repository.write('finetune-gate.yml', `${aliases(12)}\n${fixtureConfig('gate: *l11')}`),
    ends: 'CONFIG_INVALID',
  },
  {
    name: 'YAML nested a hundred thousand deep',
    change: repository =>
      repository.write('finetune-gate.yml', `${fixtureConfig()}x: ${'['.repeat(100_000)}\n`),
    ends: 'CONFIG_SYNTAX',
  },
  {
    name: 'YAML with a tag that asks for code',
    change: repository =>
      repository.write(
        'finetune-gate.yml',
        `${fixtureConfig()}x: !!js/function "function () { throw '${MARK}' }"\n`,
      ),
    ends: 'CONFIG_INVALID',
  },
  {
    name: 'keys that would reach the prototype of every object',
    change: repository =>
      repository.write(
        'finetune-gate.yml',
        `${fixtureConfig()}__proto__: { inconclusive: pass }\nconstructor: { prototype: { gate: [] } }\n`,
      ),
    ends: 'CONFIG_INVALID',
  },
  {
    name: 'a configuration of many megabytes',
    change: repository =>
      repository.write('finetune-gate.yml', `${fixtureConfig()}# ${'x'.repeat(8_000_000)}\n`),
    ends: 'CONFIG_INVALID',
  },
  {
    name: 'a line of a hundred megabytes without an end',
    change: repository =>
      write(
        repository,
        'data/train.tsv',
        Buffer.concat([Buffer.from('question1\tquestion2\tis_duplicate\n'), Buffer.alloc(100_000_000, 'a')]),
      ),
    ends: 'DATA_SYNTAX',
  },
  {
    name: 'a quote that never closes',
    change: repository => {
      write(repository, 'data/train.csv', `question1,question2,is_duplicate\n"${'a,b\n'.repeat(5_000_000)}`);
      configured({ 'train: data/train.tsv': 'train: data/train.csv' })(repository);
    },
    ends: 'DATA_SYNTAX',
  },
  {
    name: 'JSON nested a million deep',
    change: repository => {
      write(
        repository,
        'data/train.jsonl',
        `{"question1": ${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}, "question2": "b", "label": 1}\n`,
      );
      configured({ 'train: data/train.tsv': 'train: data/train.jsonl' })(repository);
    },
    ends: 'DATA_SYNTAX',
  },
  {
    name: 'JSON keys that would reach the prototype',
    change: repository => {
      write(
        repository,
        'data/train.jsonl',
        `{"__proto__": {"question1": "a"}, "question2": "b", "label": 1}\n`,
      );
      configured({ 'train: data/train.tsv': 'train: data/train.jsonl' })(repository);
    },
    ends: 'DATA_COLUMN_MISSING',
  },
  {
    name: 'a Parquet page that unpacks to a thousand times its size',
    change: repository => {
      write(repository, 'data/train.parquet', parquet({ codec: GZIP }, 300_000_000));
      configured({ 'train: data/train.tsv': 'train: data/train.parquet' })(repository);
    },
    ends: 'DATA_SYNTAX',
  },
  {
    name: 'a Parquet footer that claims a trillion rows',
    change: repository => {
      write(repository, 'data/train.parquet', parquet({ claim: 10 ** 12 }));
      configured({ 'train: data/train.tsv': 'train: data/train.parquet' })(repository);
    },
    ends: 'DATA_SYNTAX',
  },
  {
    name: 'a safetensors header that claims exabytes',
    change: weights(header('{}', 2 ** 53)),
    ends: 'SAFETENSORS_INVALID',
  },
  {
    name: 'a tensor that reaches beyond the file',
    change: weights(header('{"a":{"dtype":"F32","shape":[1000000],"data_offsets":[0,4000000]}}')),
    ends: 'SAFETENSORS_INVALID',
  },
  {
    name: 'a tensor whose shape overflows',
    change: weights(
      header('{"a":{"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,0]}}'),
    ),
    ends: 'SAFETENSORS_INVALID',
  },
  {
    name: 'a safetensors header nested a million deep',
    change: weights(header(`{"a":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`)),
    ends: 'SAFETENSORS_INVALID',
  },
  {
    name: 'a pickle in place of weights',
    change: repository => {
      repository.git('rm', '-q', 'models/tiny/model.safetensors');
      repository.write('models/tiny/pytorch_model.bin', `cos\nsystem\n(S'touch /tmp/${MARK}'\ntR.`);
    },
    ends: 'MODEL_NOT_FOUND',
  },
  {
    name: 'code of its own beside the model',
    change: repository => {
      const json = JSON.parse(repository.read('models/tiny/config.json'));
      repository.write(
        'models/tiny/config.json',
        JSON.stringify({ ...json, auto_map: { AutoModel: 'evil.Model' } }),
      );
      repository.write('models/tiny/evil.py', `raise SystemExit("${MARK}")`);
    },
    ends: 'MODEL_UNSUPPORTED',
  },
  {
    name: 'a module whose folder lies outside of the model',
    change: repository => {
      const modules = JSON.parse(repository.read('models/tiny/modules.json'));
      modules[1].path = '../../../..';
      repository.write('models/tiny/modules.json', JSON.stringify(modules));
    },
    ends: 'PATH_OUTSIDE',
  },
  {
    name: 'a tokenizer whose regular expression explodes',
    change: tokenizer(json => {
      json.pre_tokenizer = {
        type: 'Split',
        pattern: { Regex: '(([a-z ]+)*)*\\d$' },
        behavior: 'Isolated',
        invert: false,
      };
    }),
    ends: 'TOKENIZER_INVALID',
  },
  {
    name: 'a tokenizer whose normaliser explodes',
    change: tokenizer(json => {
      json.normalizer = { type: 'Replace', pattern: { Regex: '(([a-z ]+)+)+\\d$' }, content: '' };
    }),
    ends: 'TOKENIZER_INVALID',
  },
  {
    name: 'a tokenizer nested a hundred thousand deep',
    change: repository =>
      repository.write(
        'models/tiny/tokenizer.json',
        `${'{"normalizer":{"type":"Sequence","normalizers":['.repeat(50_000)}${']}}'.repeat(50_000)}`,
      ),
    ends: 'TOKENIZER_INVALID',
  },
  {
    name: 'a model that asks for a context of a billion tokens',
    change: repository => {
      const json = JSON.parse(repository.read('models/tiny/config.json'));
      repository.write(
        'models/tiny/config.json',
        JSON.stringify({ ...json, max_position_embeddings: 10 ** 9, hidden_size: 10 ** 9 }),
      );
    },
    ends: 'MODEL_INVALID',
  },
  {
    name: 'a base model from a host of its choice, over plain http',
    change: configured({ 'base: models/tiny': 'base: http://127.0.0.1:9/model.tar.gz' }),
    ends: 'MODEL_SOURCE_INVALID',
  },
  {
    name: 'git attributes, hooks and modules that name programs',
    change: repository => {
      repository.write('.gitattributes', '* filter=evil diff=evil merge=evil\n');
      repository.write('.githooks/post-checkout', `#!/bin/sh\ntouch "$GITHUB_WORKSPACE/${MARK}"\n`);
      repository.write('.gitmodules', `[submodule "x"]\n\tpath = x\n\turl = "ext::sh -c touch% ${MARK}"\n`);
    },
    ends: 'judged',
  },
  {
    name: 'a package and settings of npm and Node in the checkout',
    change: repository => {
      const evil = `require('node:fs').writeFileSync(require('node:path').join(__dirname, '${MARK}'), '')`;
      repository.write('node_modules/onnxruntime-node/index.js', evil);
      repository.write(
        'node_modules/onnxruntime-node/package.json',
        '{"name":"onnxruntime-node","version":"1.30.0"}',
      );
      repository.write('.npmrc', `script-shell=./${MARK}\n`);
      repository.write('package.json', `{"scripts":{"preinstall":"touch ${MARK}"}}`);
    },
    ends: 'judged',
  },
  {
    name: 'a hard link in place of a data file',
    change: repository => {
      linkSync(repository.path('data/validation.tsv'), repository.path('data/linked.tsv'));
      configured({ 'train: data/train.tsv': 'train: [data/train.tsv, data/linked.tsv]' })(repository);
    },
    ends: 'fails',
  },
  {
    name: "a fork's pull request on a self-hosted runner",
    change: repository => repository.write('data/train.tsv', fixtureRows('train', 220)),
    fork: true,
    ends: 'FORK_REFUSED',
  },
  ...BAR_ATTACKS,
  ...PROVIDER_ATTACKS,
];
