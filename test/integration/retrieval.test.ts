import { beforeAll, describe, expect, it } from 'vitest';
import { fixtureConfig, fixtureRepository, type Sandbox } from '../sandbox.ts';
import { train } from './in-process.ts';

const RETRIEVAL = `evaluate:
  retrieval: { queries: search/queries.jsonl, corpus: search/corpus.tsv, relevance: search/qrels.tsv, k: [10, 1] }
`;

describe('retrieval', () => {
  let sandbox: Sandbox;
  let positives: string[][];
  beforeAll(() => {
    sandbox = fixtureRepository(
      fixtureConfig(`${RETRIEVAL}gate: [recall@10 >= 0.2, mrr@10 >= 0.05, accuracy@1 >= 1]`),
    );
    const rows = sandbox.read('data/test.tsv').trim().split('\n').slice(1);
    positives = rows.map(row => row.split('\t')).filter(cells => cells.at(-1) === '1');
    const documents = [...new Set(positives.map(cells => cells[1]!))];
    const queries = positives.map((cells, i) => JSON.stringify({ _id: `q${i}`, text: cells[0] }));
    const relevance = positives.map((cells, i) => `q${i}\td${documents.indexOf(cells[1]!)}\t1`);
    sandbox.write('search/queries.jsonl', `${queries.join('\n')}\n{"_id":"none","text":"No answer"}\n`);
    sandbox.write(
      'search/corpus.tsv',
      `id\ttext\n${documents.map((text, i) => `d${i}\t${text}`).join('\n')}\n`,
    );
    sandbox.write('search/qrels.tsv', `query-id\tcorpus-id\tscore\n${relevance.join('\n')}\n`);
  });

  it('is scored by both models, judged by rules and reported', async () => {
    const { result, summary, exitCode } = await train(sandbox);
    const { retrieval, verdict } = result;
    expect(retrieval).toMatchObject({ queries: positives.length, k: [1, 10] });
    expect(retrieval?.fingerprint).toMatch(/^sha256:[0-9a-f]{64}$/);
    for (const metrics of [retrieval!.candidate, retrieval!.baseModel]) {
      expect(metrics['recall@10']).toBeGreaterThan(0.2);
      expect(metrics['accuracy@1']).toBeLessThan(1);
      // One relevant document a query: these must agree.
      expect(metrics['recall@10']).toBe(metrics['accuracy@10']);
      expect(metrics['map@10']).toBe(metrics['mrr@10']);
      expect(metrics['accuracy@1']).toBe(metrics['ndcg@1']);
    }
    expect(retrieval?.candidate).not.toEqual(retrieval?.baseModel);
    expect(verdict.rules.map(({ rule, state }) => [rule, state])).toEqual([
      ['recall@10 >= 0.2', 'holds'],
      ['mrr@10 >= 0.05', 'holds'],
      ['accuracy@1 >= 1', 'broken'],
    ]);
    expect(exitCode).toBe(1);
    expect(summary).toContain('### Retrieval');
    expect(summary).toContain(`${positives.length} queries in`);
  });

  it('trains the whole encoder too, and is scored again by it', async () => {
    const all = fixtureConfig(`${RETRIEVAL}gate: [recall@1 > 0]`)
      .replace('tune: head', 'tune: all')
      .replace('epochs: 2', 'epochs: 1')
      .replace('train.tsv', 'train.tsv\n  examples: 64');
    sandbox.write('all.yml', all);
    const { result } = await train(sandbox, 'all.yml', 'all');
    expect(result.retrieval?.candidate).not.toEqual(result.retrieval?.baseModel);
    expect(result.verdict.outcome).toBe('pass');
  });

  it('ends before anything is encoded when relevance names what is not there', async () => {
    sandbox.write('search/bad.tsv', 'query-id\tcorpus-id\tscore\nq0\td0\t1\nq0\tnothing\t1\n');
    sandbox.write(
      'bad.yml',
      fixtureConfig(`${RETRIEVAL}gate: [recall@10 >= 0.5]`).replace('qrels.tsv', 'bad.tsv'),
    );
    const { result, exitCode, log } = await train(sandbox, 'bad.yml', 'bad');
    expect(exitCode).toBe(4);
    expect(result.error).toMatchObject({
      code: 'DATA_ID_INVALID',
      place: { file: 'search/bad.tsv', line: 3 },
    });
    expect(log.filter(line => line.startsWith('engine:'))).toEqual([]);
  });

  it('is asked of the configuration that has none, at the rule', async () => {
    sandbox.write('none.yml', fixtureConfig('gate: [accuracy >= 0.5, recall@10 >= 0.5]'));
    const { result } = await train(sandbox, 'none.yml', 'none');
    expect(result.error).toMatchObject({ code: 'CONFIG_INVALID', place: { file: 'none.yml', line: 13 } });
    expect(result.error?.message).toContain('recall@10 needs evaluate.retrieval');
    sandbox.write('five.yml', fixtureConfig(`${RETRIEVAL}gate: [recall@5 >= 0.5]`));
    const five = await train(sandbox, 'five.yml', 'five');
    expect(five.result.error?.message).toContain('recall@5 is not scored: evaluate.retrieval.k has 1, 10');
  });
});
