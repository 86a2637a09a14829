import { readBlocks } from './blocks.ts';
import type { Reading } from './reader.ts';

/** The lines of a text file in order, a batch at a time, without their line ends. */
export async function* readLines(reading: Reading): AsyncGenerator<readonly string[]> {
  for await (const block of readBlocks(reading)) {
    const lines = block.toString('utf8').split('\n');
    if (lines.at(-1) === '') lines.pop();
    for (const [i, line] of lines.entries()) {
      if (line.endsWith('\r')) lines[i] = line.slice(0, -1);
    }
    yield lines;
  }
}
