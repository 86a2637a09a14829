import { describe, expect, it } from 'vitest';
import { suggestionLines } from '../../../src/commands/suggestion-lines.ts';
import { failure, readRows } from '../data/files.ts';

const texts = ['=1+1', '@SUM(A1)', ' a "quoted", text ', 'two\nlines', 'plain', 'tab\there', '-5', 'ünï 😀'];
const suggestions = texts.map((first, i) => ({
  first,
  second: texts[(i + 3) % texts.length]!,
  similarity: 0.5,
  margin: 0.1,
  cluster: 1,
  line: i + 2,
}));
const names = { first: 'question1', second: 'question2', label: 'is_duplicate' };
const fileOf = (file: string, label?: number) =>
  [...suggestionLines(suggestions, names, file)]
    .map(line =>
      label === undefined
        ? `${line}\n`
        : `${line.replace(/,,(?=0\.5,)/, `,${label},`).replace('null', String(label))}\n`,
    )
    .join('');

describe.each(['next.csv', 'next.jsonl'])('suggestionLines of %s', file => {
  it('is read back with the same texts once it is labelled, whatever a spreadsheet would make of them', async () => {
    const { examples } = await readRows(file, fileOf(file, 1));
    expect(examples.map(({ texts: [first, second], value }) => ({ first, second, value }))).toEqual(
      suggestions.map(({ first, second }) => ({ first, second, value: 1 })),
    );
    expect(examples[0]!.format).toBe('pair');
  });

  it('is refused as training data before it is', async () => {
    expect((await failure(readRows(file, fileOf(file)))).code).toBe('DATA_LABEL_INVALID');
  });
});
