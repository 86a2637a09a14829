import { extname } from 'node:path';
import { Faults } from './faults.ts';
import type { DataFile } from './paths.ts';
import { quote } from './quote.ts';
import { asUnreadable, type ReadLog } from './read.ts';
import { readLines } from './readers/lines.ts';
import type { Reading } from './readers/reader.ts';
import { readRecords } from './records.ts';

/** Common names of a column of texts, letters and digits only. */
export const TEXT_NAMES = [
  'text',
  'query',
  'question',
  'passage',
  'document',
  'contents',
  'content',
  'sentence',
] as const;

const ROLES = { text: { names: TEXT_NAMES }, title: { names: ['title'], optional: true } } as const;

/** Title and text as one, as BEIR has it; empty without either. */
export const titledText = ({ title, text }: { readonly title?: unknown; readonly text: unknown }): string =>
  [title, text].filter(part => typeof part === 'string' && part.trim() !== '').join(' ');

/**
 * The different texts of a file, in order: a text a line (.txt; empty lines are passed over), or the column `text` of a
 * .csv, .tsv or .jsonl file, with `title` before it.
 *
 * @throws FinetuneGateError the DATA_* errors, with the places of the first ten faults of a kind
 */
export async function readCorpus(file: DataFile, signal?: AbortSignal): Promise<string[]> {
  const faults = new Faults();
  const log: ReadLog = { faults, invalidUtf8: () => {}, signal };
  const texts = new Set<string>();
  if (extname(file.shown).toLowerCase() === '.txt') {
    const reading = { ...file, fault: () => {}, invalidUtf8: () => {} };
    try {
      for await (const lines of readLines(reading as unknown as Reading)) {
        for (const line of lines) if (line.trim() !== '') texts.add(line);
      }
    } catch (thrown) {
      faults.addThrown(asUnreadable(thrown, file.shown), file.shown);
    }
  } else {
    for await (const { line, values } of readRecords(file, ROLES, log)) {
      const text = titledText(values);
      if (text === '')
        faults.add('DATA_TEXT_EMPTY', { file: file.shown, line }, `the text is ${quote(values.text)}`);
      else texts.add(text);
    }
  }
  faults.throwIfAny('corpus');
  return [...texts];
}
