import { join } from 'node:path';
import type { Engine } from '../../src/engine/engine.ts';
import { openOnnxruntime } from '../../src/engine/onnxruntime/open.ts';
import { openReference } from '../../src/engine/reference/open.ts';
import type { EngineChoice } from '../workload.ts';

export function openChosen({ name, provider, profile }: EngineChoice, threads: number): Promise<Engine> {
  if (name === 'reference') return openReference();
  const prefix = profile === undefined ? {} : { profile: join(profile, 'session') };
  return openOnnxruntime({ provider, threads, ...prefix });
}
