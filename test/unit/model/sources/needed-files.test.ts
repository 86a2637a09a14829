import { describe, expect, it } from 'vitest';
import { assertInside, isInside, neededFiles } from '../../../../src/model/sources/needed-files.ts';

const list = (...paths: string[]) => paths.map(path => ({ path, size: 1 }));
const chosen = (paths: string[], modules?: unknown) =>
  neededFiles(list(...paths), modules)
    .map(({ path }) => path)
    .sort();
const modules = (...paths: string[]) => paths.map((path, idx) => ({ idx, name: `${idx}`, path, type: 'x' }));

describe('neededFiles', () => {
  it('takes what a model is read from, and no pickles, exports, programs or pictures', () => {
    const needed = [
      '1_Pooling/config.json',
      '2_Dense/config.json',
      '2_Dense/model.safetensors',
      'config.json',
      'config_sentence_transformers.json',
      'model.safetensors',
      'modules.json',
      'sentence_bert_config.json',
      'special_tokens_map.json',
      'tokenizer.json',
      'tokenizer_config.json',
      'vocab.txt',
    ];
    const others = [
      '.gitattributes',
      'README.md',
      'pytorch_model.bin',
      '2_Dense/pytorch_model.bin',
      'tf_model.h5',
      'rust_model.ot',
      'modeling_bert.py',
      'onnx/model.onnx',
      'onnx/config.json',
      'openvino/model.safetensors',
      'adapter_model.safetensors',
      'training.png',
      'data_config.json',
      'train_script.py',
    ];
    expect(chosen([...others, ...needed], modules('', '1_Pooling', '2_Dense', '3_Normalize'))).toEqual(
      needed,
    );
  });

  it('follows modules.json into the folders it names, and into no others', () => {
    const paths = [
      'modules.json',
      'enc/model.safetensors',
      'enc/config.json',
      'config.json',
      'model.safetensors',
    ];
    expect(chosen(paths, modules('enc/', '1_Pooling'))).toEqual([
      'enc/config.json',
      'enc/model.safetensors',
      'modules.json',
    ]);
    expect(chosen(['config.json', 'model.safetensors', 'enc/config.json'])).toEqual([
      'config.json',
      'model.safetensors',
    ]);
  });

  it('takes shards where the weights are not in one file', () => {
    const shards = [
      'config.json',
      'model-00001-of-00002.safetensors',
      'model-00002-of-00002.safetensors',
      'model.safetensors.index.json',
    ];
    expect(chosen(shards)).toEqual(shards);
    expect(chosen([...shards, 'model.safetensors'])).toEqual(['config.json', 'model.safetensors']);
  });

  it('refuses a model without safetensors before anything is fetched', () => {
    const remedy = (...paths: string[]) => {
      try {
        return String(chosen(paths));
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: 'MODEL_UNSUPPORTED' });
        return (thrown as { remedy: string }).remedy;
      }
    };
    expect(remedy('config.json', 'pytorch_model.bin')).toContain('revision that has model.safetensors');
    expect(remedy('config.json', 'onnx/model.onnx')).not.toContain('pickled');
  });

  it.each(['..', '../x', '/etc', 'a/../../x', 'a\\..\\x', 'C:/x', 'a//b'])(
    'refuses a module at %s',
    folder => {
      expect(() => chosen(['model.safetensors'], modules('', folder))).toThrow(
        expect.objectContaining({ code: 'DOWNLOAD_CORRUPT' }),
      );
    },
  );

  it.each([[[]], [{}], [null], ['text'], [[1, null, { path: 3 }]]])(
    'leaves modules.json %j to the loader',
    value => {
      expect(chosen(['model.safetensors'], value)).toEqual(['model.safetensors']);
    },
  );
});

describe('isInside', () => {
  it.each(['a', 'a/b', 'a b/c', '..a', 'a..', 'é/ü', '...'])('%j is', path => {
    expect(isInside(path)).toBe(true);
    expect(() => assertInside(path)).not.toThrow();
  });
  it.each([
    '',
    '/',
    '/a',
    'a/',
    '.',
    './a',
    'a/./b',
    'a/..',
    'a\0b',
    'a\nb',
    'a\\b',
    'c:\\x',
    'd:x',
    'a'.repeat(1001),
  ])('%j is not', path => {
    expect(isInside(path)).toBe(false);
  });
});
