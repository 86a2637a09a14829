// `npm run bench -- NAME [options]`
import { benchCheck } from './check.ts';
import { benchData } from './data.ts';
import { benchFleet } from './fleet.ts';
import { benchForecast } from './forecast.ts';
import { benchKills } from './kills.ts';
import { benchMatmul } from './matmul.ts';
import { benchModel } from './model.ts';
import { type BenchOptions, readOptions, UsageError } from './options.ts';
import { benchPage } from './page.ts';
import { benchRerun } from './rerun.ts';
import { benchSimulate } from './simulate.ts';
import { benchStartup } from './startup.ts';
import { benchSteps } from './steps.ts';
import { benchStore } from './store.ts';
import { killWriters } from './store-kills.ts';
import { benchSuggest } from './suggest.ts';
import { benchSweep, benchSweepNaive } from './sweep.ts';
import { benchTokenize } from './tokenize.ts';
import { dataWork } from './work/data.ts';
import { naiveSweepWork } from './work/naive-sweep.ts';
import { runWorkload } from './work/run.ts';
import { writeUntilKilled } from './work/store-writer.ts';

const USAGE = `usage: npm run bench -- NAME [options]
  encode | train | matmul | steps | tokenize | check | sweep | suggest | rerun | forecast | page | data | store | store-kills | kills | simulate | fleet | startup; bench/README.md lists the options of each`;

const root = process.env.FINETUNE_GATE_ROOT ?? process.cwd();

const BENCHES: Readonly<Record<string, (options: BenchOptions, argument?: string) => void | Promise<void>>> =
  {
    encode: options => benchModel('encode', options),
    train: options => benchModel('train', options),
    matmul: benchMatmul,
    steps: benchSteps,
    tokenize: benchTokenize,
    check: ({ shared, runs }) => benchCheck(root, shared, runs),
    sweep: async options => {
      await benchSweepNaive(root, options);
      benchSweep(root, options);
    },
    suggest: options => benchSuggest(root, options),
    rerun: options => benchRerun(root, options),
    forecast: options => benchForecast(root, options),
    page: options => benchPage(root, options),
    data: benchData,
    startup: options => benchStartup(root, { ...options, runs: Math.max(7, options.runs) }),
    simulate: benchSimulate,
    fleet: benchFleet,
    store: benchStore,
    'store-kills': async ({ kills, writers }) => {
      const command = [process.execPath, ...process.execArgv, process.argv[1]!, 'store-writer'];
      const size = { dimensions: 384, texts: 4000, limit: 5 * 2 ** 20, patience: 300 };
      console.log(JSON.stringify(await killWriters({ command, kills, writers, ...size })));
    },
    kills: options => benchKills(root, options),
    // Not for people: what the others start in a process of its own.
    workload: (_, file) => runWorkload(file!),
    'store-writer': (_, task) => writeUntilKilled(JSON.parse(task!)),
    'data-work': (_, description) => dataWork(description!),
    'naive-sweep': (_, folder) => naiveSweepWork(folder!),
  };

try {
  const { positionals, options } = readOptions(process.argv.slice(2), root);
  const [name = '', argument] = positionals;
  if (!Object.hasOwn(BENCHES, name))
    throw new UsageError(name === '' ? 'no benchmark named' : `no benchmark ${name}`);
  await BENCHES[name]!(options, argument);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n${USAGE}`);
  process.exitCode = 2;
}
