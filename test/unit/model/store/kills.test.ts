import { expect, it } from 'vitest';
import { killWriters } from '../../../../bench/store-kills.ts';
import { bundled } from './program.ts';

it('never hands out a wrong vector and never refuses to start, whenever its writers are killed', async () => {
  const program = await bundled(
    `import { writeUntilKilled } from './bench/work/store-writer.ts';
     writeUntilKilled(JSON.parse(process.argv[2]));`,
  );
  const outcome = await killWriters({
    command: [process.execPath, program],
    kills: 20,
    writers: 2,
    dimensions: 256,
    texts: 3000,
    limit: 2_500_000,
    patience: 150,
  });
  expect(outcome).toMatchObject({ kills: 20, wrongVectors: 0, refusals: 0 });
  // The writers did write, and parts of blocks were there to be believed.
  expect(outcome.mostTexts).toBeGreaterThan(1000);
  expect(outcome.torn).toBeGreaterThan(0);
}, 180_000);
