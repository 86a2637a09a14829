import { hash } from 'node:crypto';
import { FinetuneGateError } from '../errors.ts';
import { TEXT_NAMES, titledText } from './corpus.ts';
import { Faults } from './faults.ts';
import { parseDecimal } from './label.ts';
import { normaliseText } from './normalise.ts';
import { resolveFiles } from './paths.ts';
import { quote } from './quote.ts';
import type { ReadLog } from './read.ts';
import { type DataRecord, type Roles, readRecords } from './records.ts';

/** Where the three files are, relative to the configuration's folder. */
export interface RetrievalFiles {
  readonly queries: string;
  readonly corpus: string;
  readonly relevance: string;
}

/** Queries, documents, and which belong together. */
export interface RetrievalSet {
  /** Those that have a relevant document; the others cannot be scored. */
  readonly queries: readonly string[];
  /** Title and text of each document, by number. */
  readonly documents: readonly string[];
  /** For each query, the grades of its relevant documents by number, each above 0. */
  readonly relevant: readonly ReadonlyMap<number, number>[];
  /** Hash of the content, independent of ids and of the order of rows: `sha256:…`. */
  readonly fingerprint: string;
}

const ID = ['id', 'queryid', 'qid', 'corpusid', 'docid', 'documentid', 'passageid', 'pid'];

const TEXTS = {
  id: { names: ID },
  text: { names: TEXT_NAMES },
  title: { names: ['title'], optional: true },
} as const;
const RELEVANCE = {
  query: { names: ['queryid', 'qid', 'query'] },
  document: { names: ['corpusid', 'docid', 'documentid', 'passageid', 'pid', 'document', 'corpus'] },
  score: { names: ['score', 'relevance', 'rel', 'grade', 'label'], optional: true },
} as const;

/**
 * Reads queries, corpus and relevance (the layout of BEIR: `_id` and `text`, `query-id`, `corpus-id` and `score`). A
 * score above 0 is the grade of a relevant document, 1 where the file has no scores; 0 and below means not relevant.
 *
 * @throws FinetuneGateError PATH_OUTSIDE and the DATA_* errors, with the places of the first ten faults of a kind
 */
export async function loadRetrieval(
  files: RetrievalFiles,
  root: string,
  signal?: AbortSignal,
): Promise<RetrievalSet> {
  const queries = await readTexts('queries', files.queries, root, signal);
  const corpus = await readTexts('corpus', files.corpus, root, signal);
  const all = queries.texts.map(() => new Map<number, number>());
  const seen = new Map<string, string>();
  await readAll('relevance', files.relevance, root, RELEVANCE, signal, (record, file, faults) => {
    const { query, document, score } = record.values;
    const place = { file, line: record.line };
    const from = numberOf(query, queries.numbers);
    const to = numberOf(document, corpus.numbers);
    const grade = gradeOf(score);
    if (from === undefined) faults.add('DATA_ID_INVALID', place, `no query has the id ${quote(query)}`);
    if (to === undefined) faults.add('DATA_ID_INVALID', place, `no document has the id ${quote(document)}`);
    if (grade === undefined) faults.add('DATA_SYNTAX', place, `the score is ${quote(score)}`);
    if (from === undefined || to === undefined || grade === undefined) return;
    const key = `${from} ${to}`;
    const earlier = seen.get(key);
    if (earlier) faults.add('DATA_ID_INVALID', place, `query and document already stand at ${earlier}`);
    seen.set(key, `${file}:${record.line}`);
    if (grade > 0) all[from]!.set(to, grade);
  });
  const scored = [...all.keys()].filter(i => all[i]!.size > 0);
  if (scored.length === 0) {
    throw new FinetuneGateError('DATA_SPLIT_EMPTY', 'The relevance data names no relevant document.', {
      place: { file: files.relevance },
      remedy: 'Give at least one document of a query a score above 0.',
    });
  }
  const set = {
    queries: scored.map(i => queries.texts[i]!),
    documents: corpus.texts,
    relevant: scored.map(i => all[i]!),
  };
  return { ...set, fingerprint: fingerprint(set) };
}

/** More is no grade, and sums of them would leave what numbers can hold. */
const HIGHEST_GRADE = 1e9;

/** A score as a grade: 1 where there is none; undefined where it is no decimal number. */
function gradeOf(score: unknown): number | undefined {
  const given = typeof score === 'string' ? score.trim() : (score ?? '');
  if (given === '') return 1;
  const grade = typeof given === 'string' ? parseDecimal(given) : given;
  return typeof grade === 'number' && Math.abs(grade) <= HIGHEST_GRADE ? grade : undefined;
}

const numberOf = (id: unknown, numbers: ReadonlyMap<string, number>): number | undefined =>
  typeof id === 'string' || typeof id === 'number' ? numbers.get(String(id).trim()) : undefined;

async function readTexts(what: string, pattern: string, root: string, signal: AbortSignal | undefined) {
  const numbers = new Map<string, number>();
  const places: string[] = [];
  const texts: string[] = [];
  await readAll(what, pattern, root, TEXTS, signal, ({ line, values }, file, faults) => {
    const place = { file, line };
    const id = typeof values.id === 'string' || typeof values.id === 'number' ? String(values.id).trim() : '';
    const text = titledText(values);
    if (id === '') faults.add('DATA_ID_INVALID', place, `the id is ${quote(values.id)}`);
    if (text === '') faults.add('DATA_TEXT_EMPTY', place, `the text is ${quote(values.text)}`);
    const earlier = numbers.get(id);
    if (earlier === undefined) numbers.set(id, texts.length);
    else faults.add('DATA_ID_INVALID', place, `the id ${quote(id)} already stands at ${places[earlier]}`);
    places.push(`${file}:${line}`);
    texts.push(text);
  });
  if (texts.length > 0) return { numbers, texts };
  throw new FinetuneGateError('DATA_SPLIT_EMPTY', `The ${what} data has no texts.`, {
    place: { file: pattern },
    remedy: 'Add rows with an id and a text, or mend the path.',
  });
}

async function readAll<R extends string>(
  what: string,
  pattern: string,
  root: string,
  roles: Roles<R>,
  signal: AbortSignal | undefined,
  take: (record: DataRecord<R>, file: string, faults: Faults) => void,
): Promise<void> {
  const faults = new Faults();
  // Replacement characters do no harm here: a text that has them is still one text.
  const log: ReadLog = { faults, invalidUtf8: () => {}, signal };
  for (const file of await resolveFiles([pattern], root, signal)) {
    for await (const record of readRecords(file, roles, log)) take(record, file.shown, faults);
  }
  faults.throwIfAny(what);
}

function fingerprint({ queries, documents, relevant }: Omit<RetrievalSet, 'fingerprint'>): string {
  const digests = documents.map(text => hash('sha256', normaliseText(text), 'hex'));
  const rows = queries.map((text, i) => {
    const grades = [...relevant[i]!].map(([document, grade]) => `${digests[document]} ${grade}`).sort();
    return hash('sha256', `${normaliseText(text)}\n${grades.join('\n')}`, 'hex');
  });
  return `sha256:${hash('sha256', [rows.sort().join('\n'), digests.toSorted().join('\n')].join('\n\n'), 'hex')}`;
}
