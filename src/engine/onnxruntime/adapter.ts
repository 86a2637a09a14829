import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { type NvidiaGpu, nvidiaGpus } from '../nvidia.ts';
import { type Probe, probeProvider } from './adapter-probe.ts';

/** What a provider computes on. */
export interface Adapter {
  /** `software` only pretends to be a GPU, `unknown` may, and `none` is where the provider does not work at all. */
  readonly kind: 'gpu' | 'software' | 'unknown' | 'none';
  readonly name: string;
  readonly driver?: string;
  /** Why there is none, or what is not known. */
  readonly reason?: string;
}

/** Tries WebGPU in a process of its own and says what Dawn took. */
export async function webgpuAdapter(folder: string): Promise<Adapter> {
  const probe = await probeProvider(folder, 'webgpu');
  return probe.works ? readWebgpu(probe, process.platform, await nvidiaGpus()) : none(probe);
}

/** Tries CUDA in a process of its own. */
export async function cudaAdapter(folder: string): Promise<Adapter> {
  const probe = await probeProvider(folder, 'cuda');
  if (!probe.works) return none(probe);
  const [first = { name: 'GPU' }] = await nvidiaGpus();
  return { kind: 'gpu', ...first };
}

/**
 * Whether the machine shows any device that could be a GPU. A quick no where there is none; other systems than Linux are
 * always asked.
 */
export function mayHaveGpu(platform: string = process.platform, list = listDevices): boolean {
  if (platform !== 'linux') return true;
  // NVIDIA's, then what Mesa's drivers open, then Windows' GPU in its Linux subsystem.
  return list('/dev').some(name => /^(nvidia\d+|nvidiactl|dxg)$/.test(name)) || hasRenderNode(list);
}

const hasRenderNode = (list: typeof listDevices) => list('/dev/dri').some(name => /^renderD\d+$/.test(name));

function listDevices(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Drivers that compute on the CPU, or on nothing, by the name of their device or their library. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|vulkan_lvp|softpipe|basic render|mock_icd/i;
/** Libraries of drivers for real GPUs. */
const HARDWARE = /nvidia|nouveau|radeon|amdvlk|amd_?icd|vulkan_intel|asahi|dzn|virtio|gfxstream/i;
/** Vulkan drivers among a process' libraries. */
const DRIVER = /^lib(vulkan_\w+|vk_\w+|VkICD_\w+|GLX_nvidia|EGL_nvidia|amdvlk\w*)\.so/;
/** The Vulkan loader's line about the device that was created: since its version 1.3.209, of March 2022. */
const USING = /Using "(.+)" with driver: "(.+)"/g;

/**
 * Reads what a probe that works ran on: on Linux from the Vulkan loader's own words, or with an older loader from the
 * drivers that were loaded, where these leave no doubt. What is not known for sure is `unknown`.
 */
export function readWebgpu(probe: Probe, platform: string, nvidia: readonly NvidiaGpu[]): Adapter {
  // Metal has no device in software.
  if (platform === 'darwin') return { kind: 'gpu', name: 'GPU', driver: 'Metal' };
  const [, name, library] = [...probe.log.matchAll(USING)].at(-1) ?? [];
  if (name && library) return named(name, basename(library), nvidia);
  const [driver, ...others] = probe.libraries.map(path => basename(path)).filter(file => DRIVER.test(file));
  if (driver && others.length === 0) {
    const known = /nvidia/i.test(driver) && nvidia.length === 1 ? nvidia[0]!.name : 'GPU';
    return named(SOFTWARE.test(driver) ? 'software' : known, driver, nvidia);
  }
  return { kind: 'unknown', name: 'unknown', reason: 'the Vulkan loader does not say which device it took' };
}

function named(name: string, library: string, nvidia: readonly NvidiaGpu[]): Adapter {
  const driver = /nvidia/i.test(library) ? (nvidia[0]?.driver ?? library) : library;
  if (SOFTWARE.test(name) || SOFTWARE.test(library)) return { kind: 'software', name, driver };
  if (HARDWARE.test(library)) return { kind: 'gpu', name, driver };
  return { kind: 'unknown', name, driver, reason: `the driver ${library} is not known to be a GPU's` };
}

const none = ({ reason = 'it does not work' }: Probe): Adapter => ({ kind: 'none', name: 'none', reason });
