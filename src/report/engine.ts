import type { EngineInfo } from '../engine/engine.ts';

/**
 * Where the work ran, in words: `onnxruntime 1.30.0 on GPU NVIDIA L4, provider webgpu, driver NVIDIA 550.54.15`.
 *
 * @param show makes a name harmless where it is shown
 */
export function engineWords(
  { name, version, device, gpu, provider, driver }: EngineInfo,
  show: (text: string, max: number) => string,
): string {
  const where = `${name} ${show(version, 30)} on ${gpu && device !== 'GPU' ? 'GPU ' : ''}${show(device, 80)}`;
  const by = provider === undefined ? '' : `, provider ${provider}`;
  return `${where}${by}${driver === undefined ? '' : `, driver ${show(driver, 80)}`}`;
}
