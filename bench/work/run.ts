// The child process of our side: runs one workload and prints one line of JSON.
import { readFileSync } from 'node:fs';
import type { Engine } from '../../src/engine/engine.ts';
import type { Workload } from '../workload.ts';
import { encodeWork } from './encode.ts';
import { matmulWork } from './matmul.ts';
import { openChosen } from './open-engine.ts';
import { trainWork } from './train.ts';

export async function runWorkload(file: string): Promise<void> {
  const workload = JSON.parse(readFileSync(file, 'utf8')) as Workload;
  const engine = await openChosen(workload.engine, workload.threads);
  console.log(JSON.stringify({ engine: engine.info, ...(await work(engine, workload)) }));
  engine.dispose();
}

function work(engine: Engine, workload: Workload): Promise<object> {
  switch (workload.task) {
    case 'encode':
      return encodeWork(engine, workload);
    case 'train':
      return trainWork(engine, workload);
    case 'matmul':
      return matmulWork(engine);
  }
}
