import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { modelCard } from '../../../src/publish/card.ts';
import type { Result } from '../../../src/report/result.ts';
import { HOSTILE, leaking, passing } from '../report/samples.ts';

function split(card: string): { meta: Record<string, unknown>; body: string } {
  const [, yaml = '', body = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(card) ?? [];
  return { meta: parse(yaml), body };
}

const withBase = (base: string): Result => ({ ...passing, model: { ...passing.model!, base } });

describe('modelCard', () => {
  it('has the front matter that the hub reads', () => {
    const { meta } = split(modelCard(passing));
    expect(meta).toMatchObject({
      tags: expect.arrayContaining(['sentence-transformers', 'feature-extraction', 'sentence-similarity']),
      pipeline_tag: 'sentence-similarity',
      library_name: 'sentence-transformers',
    });
    expect(meta).not.toHaveProperty('base_model');
    const [model] = meta['model-index'] as { name: string; results: { task: object; metrics: object[] }[] }[];
    expect(model?.name).toBe('Fine-tuned models/tiny');
    expect(model?.results[0]?.task).toEqual({ type: 'binary-classification', name: 'Binary Classification' });
    expect(model?.results[0]?.metrics).toContainEqual({
      type: 'cosine_accuracy',
      value: 0.928,
      name: 'Cosine Accuracy',
    });
    expect(model?.results[0]?.metrics).toContainEqual({
      type: 'cosine_recall',
      value: 0.924,
      name: 'Cosine Recall',
    });
  });

  it('says how to cut embeddings that may be cut, and how well search goes where that was scored', () => {
    const matryoshka = [256, 64].map(dimensions => ({ dimensions, validationAccuracy: 0.9 }));
    const retrieval = {
      queries: 1234,
      documents: 1,
      k: [1, 10],
      fingerprint: 'sha256:00',
      candidate: { 'ndcg@1': 0.5, 'ndcg@10': 0.625 },
      baseModel: {},
    };
    const card = modelCard({ ...passing, retrieval, training: { ...passing.training!, matryoshka } });
    expect(card).toContain('at 256, 64 dimensions');
    expect(card).toContain('truncate_dim=64');
    expect(card).toContain('| nDCG@10 of 1,234 queries in 1 document | 0.625 |');
    expect(modelCard(passing)).not.toMatch(/truncate_dim|nDCG/);
  });

  it('says of an adapter over a provider how both are used, and claims no encoder', () => {
    const model = { ...passing.model!, base: 'acme/`embed`', source: 'provider', maxLength: 0 } as const;
    const card = modelCard({ ...passing, model });
    expect(card).toContain('adapter/model.safetensors');
    expect(card).toContain('provider.json');
    expect(card).not.toMatch(/SentenceTransformer\(|library_name|base_model|tokens a text/);
    expect(split(card).body).not.toContain('`embed`');
    expect(split(card).meta.tags).not.toContain('sentence-transformers');
  });

  it('gives no threshold that no similarity reaches', () => {
    const candidate = { ...passing.candidate!, threshold: Number.POSITIVE_INFINITY };
    expect(modelCard(passing)).toContain('cosine_accuracy_threshold');
    expect(modelCard({ ...passing, candidate })).not.toMatch(/cosine_accuracy_threshold|\.inf|Infinity/);
  });

  it('names the base model when it is one of the hub', () => {
    expect(split(modelCard(withBase('BAAI/bge-base-en-v1.5'))).meta).toHaveProperty(
      'base_model',
      'BAAI/bge-base-en-v1.5',
    );
  });

  it('says which commit a branch of the hub stood for, and what else than labelled pairs it learned from', () => {
    const revision = '5c38ec7c405ec4b44b94cc5a9bb96e735b38267a';
    const model = {
      ...passing.model!,
      base: 'BAAI/bge-small-en-v1.5@main',
      source: 'hub',
      revision,
    } as const;
    const data = { ...passing.data!, format: { name: 'triplet', examples: 1000 } } as const;
    const { meta, body } = split(modelCard({ ...passing, model, data }));
    expect(meta).toHaveProperty('base_model', 'BAAI/bge-small-en-v1.5');
    expect(body).toContain(`of the Hugging Face hub at <code>${revision}</code>`);
    expect(body).toContain('- 1,000 triplets to train on, 600 pairs for validation');
    const archived = { ...passing.model!, source: 'archive', revision: 'sha256:00ff' } as const;
    expect(modelCard({ ...passing, model: archived })).toContain('(<code>sha256:00ff</code>)');
    expect(modelCard(passing)).not.toContain('hub at');
  });

  it('says how good it is, how to use it, what it learned from and what made it', () => {
    const { body } = split(modelCard(passing));
    expect(body).toContain('| Accuracy | 92.80 % (95 % interval 91.03 – 94.24 %) |');
    expect(body).toContain('| Error rate of base-model | 18.80 % (95 % interval 16.50 – 21.34 %) |');
    expect(body).toContain('same_meaning = similarity >= 0.71823');
    expect(body).toContain('SentenceTransformer("path/to/this/folder")');
    expect(body).toContain(
      '4,000 labelled text pairs to train on (2,010 of them positive), 600 pairs for validation, 1,000 for the test',
    );
    expect(body).toContain(`fingerprint of the pairs: <code>sha256:${'a'.repeat(64)}</code>`);
    expect(body).toContain(
      'Made by finetune-gate <code>0.1.0</code>, engine reference <code>4.22.0</code> on <code>cpu</code>',
    );
  });

  it.each([...HOSTILE, 'a: b\n---\ninjected: true', '"}: [', '---\n# out', "it's: #1"])(
    'lets no name break out of the YAML or the Markdown: %j',
    base => {
      const { meta, body } = split(modelCard(withBase(base)));
      expect(Object.keys(meta)).toEqual(['tags', 'pipeline_tag', 'library_name', 'metrics', 'model-index']);
      const [model] = meta['model-index'] as { name: string }[];
      expect(model?.name).toMatch(/^Fine-tuned /);
      expect(model?.name).not.toMatch(/\p{Cc}/u);
      expect(body.match(/^# /gm)).toHaveLength(1);
      expect(body).not.toMatch(/<script|<\/details|@octocat|^---$/m);
    },
  );

  it('says how to load it elsewhere, as each architecture needs it', () => {
    const bodyOf = (architecture: string) =>
      split(modelCard({ ...passing, model: { ...passing.model!, architecture } })).body;
    expect(bodyOf('bert')).toContain("AutoModel.from_pretrained(folder, { dtype: 'fp32' })");
    expect(bodyOf('bert')).not.toContain('trust_remote_code');
    expect(bodyOf('jina-bert')).toContain(
      'SentenceTransformer("path/to/this/folder", trust_remote_code=True)',
    );
    expect(bodyOf('static')).toContain('`onnx/model.onnx`');
    expect(bodyOf('static')).not.toContain('AutoTokenizer');
  });

  it('says with which precision the encoder was trained for, where it is not that of the weights', () => {
    const precision = { kind: 'int8', agreement: { meanCosine: 0.9999641, texts: 256 } };
    const { body } = split(modelCard({ ...passing, model: { ...passing.model!, precision } }));
    expect(body).toContain(
      'encoder in int8, whose embeddings have a mean cosine of 0.999964 to those in fp32',
    );
    expect(split(modelCard(passing)).body).not.toContain('encoder in');
  });

  it('leaves out what is not known', () => {
    const { data: _, ...rest } = leaking;
    for (const result of [leaking, rest as Result]) {
      const { meta, body } = split(modelCard(result));
      expect(meta).not.toHaveProperty('model-index');
      expect(body).not.toMatch(/undefined|NaN|## Scores|same_meaning/);
    }
  });

  it('says where it comes from and what it cost, but only where it is published', () => {
    const url = 'https://github.com/acme/search/actions/runs/7';
    const published = modelCard(passing, {
      source: { repository: 'https://github.com/acme/search', commit: 'c0ffee00'.repeat(5), dirty: true },
      action: { repository: 'acme/finetune-gate', ref: 'v1' },
      run: { url, attempt: 2 },
      runner: { os: 'Linux', arch: 'X64', name: 'gpu-<1>', node: '24.1.0' },
      config: { file: 'finetune-gate.yml', sha256: 'ab'.repeat(32) },
    });
    const text = published.replaceAll('\u2060', '');
    expect(text).toContain(`commit <code>${'c0ffee00'.repeat(5)}</code> of`);
    expect(text).toContain('with changes that are not committed');
    expect(text).toContain('action <code>acme/finetune-gate@v1</code>');
    expect(text).toContain(`run <code>${url}</code>, attempt 2`);
    expect(text).toContain('runner <code>gpu-&#60;1&#62;</code>, Linux, X64, Node <code>24.1.0</code>');
    expect(text).toContain('- Budget of wall time: 1 min 14 s of 20 min spent');
    const trained = modelCard(passing);
    expect(trained).not.toMatch(/## (?:Cost|Provenance)|1 min 14 s/);
    expect(modelCard({ ...passing, times: { total: 1 } })).toBe(trained);
  });
});
