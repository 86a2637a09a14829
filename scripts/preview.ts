// Renders every face of a report, or of a sweep's: `npm run preview -- report|sweep [--from FOLDER] [--out FOLDER]`. FOLDER
// has what a run wrote (report.json, and pairs.jsonl where there is one); without it, a made-up one is shown.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { sampleRun } from '../fixtures/report/sample-run.ts';
import { sampleSweep } from '../fixtures/report/sample-sweep.ts';
import { writePage, writeSweepPage } from '../src/commands/write-page.ts';
import { toAnnotations } from '../src/report/annotations.ts';
import { toCheckRun } from '../src/report/check-run.ts';
import { toComment } from '../src/report/comment.ts';
import { toJunit } from '../src/report/junit.ts';
import { toMarkdown } from '../src/report/markdown.ts';
import type { PairRow } from '../src/report/measures.ts';
import type { Result } from '../src/report/result.ts';
import { sweepCsv, sweepJson, sweepMarkdown, sweepTerminal } from '../src/report/sweep.ts';
import type { SweepSummary } from '../src/report/sweep-summary.ts';
import { toTerminal } from '../src/report/terminal.ts';
// @ts-expect-error plain JavaScript, shared with scripts/run.mjs
import { bundlePage } from './bundle.mjs';

/** A new face of the report gets a line here. */
const FACES: readonly { readonly file: string; readonly render: (result: Result) => string }[] = [
  { file: 'summary.md', render: toMarkdown },
  { file: 'comment.md', render: result => toComment(result, { id: 'preview' }) },
  { file: 'check-run.json', render: result => `${JSON.stringify(toCheckRun(result), null, 2)}\n` },
  { file: 'junit.xml', render: toJunit },
  { file: 'terminal.txt', render: result => `${toTerminal(result)}\n` },
  { file: 'annotations.json', render: result => `${JSON.stringify(toAnnotations(result), null, 2)}\n` },
];

const SWEEP_FACES: readonly { readonly file: string; readonly render: (summary: SweepSummary) => string }[] =
  [
    { file: 'summary.md', render: sweepMarkdown },
    { file: 'results.csv', render: sweepCsv },
    { file: 'report.json', render: sweepJson },
    { file: 'terminal.txt', render: sweepTerminal },
  ];

const root = process.env.FINETUNE_GATE_ROOT ?? process.cwd();
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { from: { type: 'string' }, out: { type: 'string', default: 'preview' } },
});
const [what = '', ...rest] = positionals;
if ((what !== 'report' && what !== 'sweep') || rest.length > 0) {
  console.error('usage: npm run preview -- report|sweep [--from FOLDER] [--out FOLDER]');
  process.exit(2);
}

const out = resolve(values.out);
mkdirSync(out, { recursive: true });
const page = { page: join(out, 'report.html'), figures: join(out, 'figures') };
const script = join(root, 'node_modules', '.cache', 'finetune-gate', `report-page.${process.pid}.js`);
await bundlePage({ absWorkingDir: root, outfile: script });
const written = what === 'report' ? await previewReport() : await previewSweep();
rmSync(script);
for (const name of ['report.html', 'figures', ...written]) console.log(join(out, name));

async function previewReport(): Promise<string[]> {
  const { result, pairs } = values.from === undefined ? sampleRun(2000) : stored(values.from);
  for (const { file, render } of FACES) writeFileSync(join(out, file), render(result));
  await writePage(page, result, pairs, script);
  return FACES.map(({ file }) => file);
}

async function previewSweep(): Promise<string[]> {
  const summary: SweepSummary =
    values.from === undefined
      ? sampleSweep()
      : JSON.parse(readFileSync(join(values.from, 'report.json'), 'utf8'));
  for (const { file, render } of SWEEP_FACES) writeFileSync(join(out, file), render(summary));
  await writeSweepPage(page, summary, script);
  return SWEEP_FACES.map(({ file }) => file);
}

function stored(folder: string): { readonly result: Result; readonly pairs: readonly PairRow[] } {
  const lines = join(folder, 'pairs.jsonl');
  return {
    result: JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')),
    pairs: existsSync(lines)
      ? readFileSync(lines, 'utf8')
          .split('\n')
          .filter(line => line !== '')
          .map(line => JSON.parse(line))
      : [],
  };
}
