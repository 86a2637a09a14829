import { describe, expect, it } from 'vitest';
import { mayHaveGpu, readWebgpu } from '../../../../src/engine/onnxruntime/adapter.ts';

const NVIDIA = [{ name: 'NVIDIA H100 80GB HBM3', driver: 'NVIDIA 550.54.15' }];

/** What the Vulkan loader writes when devices were listed and one of them was created. */
const loaderLog = (listed: readonly string[], name: string, library: string) =>
  [
    'INFO | DRIVER:    linux_read_sorted_physical_devices:',
    ...listed.map((device, i) => `INFO | DRIVER:               [${i}] ${device}`),
    'DRIVER:           vkCreateDevice layer callstack setup to:',
    `DRIVER:                  Using "${name}" with driver: "${library}"`,
    '',
  ].join('\n');

const read = (log: string, libraries: readonly string[] = [], platform = 'linux', nvidia = NVIDIA) =>
  readWebgpu({ works: true, log, libraries }, platform, nvidia);

describe('readWebgpu', () => {
  it.each([
    ['NVIDIA H100 80GB HBM3', 'libGLX_nvidia.so.0', 'NVIDIA 550.54.15'],
    [
      'AMD Radeon RX 7900 XTX (RADV NAVI31)',
      '/usr/lib/x86_64-linux-gnu/libvulkan_radeon.so',
      'libvulkan_radeon.so',
    ],
    [
      'Intel(R) Arc(tm) A770 Graphics (DG2)',
      '/usr/lib/x86_64-linux-gnu/libvulkan_intel.so',
      'libvulkan_intel.so',
    ],
    ['NVIDIA GeForce RTX 3080 (NVK GA102)', 'libvulkan_nouveau.so', 'libvulkan_nouveau.so'],
    ['Microsoft Direct3D12 (NVIDIA GeForce RTX 4090)', 'libvulkan_dzn.so', 'libvulkan_dzn.so'],
  ])('takes %s with %s for a GPU', (name, library, driver) => {
    expect(read(loaderLog([name, 'llvmpipe (LLVM 17.0.6, 256 bits)'], name, library))).toEqual({
      kind: 'gpu',
      name,
      driver,
    });
  });

  it.each([
    ['SwiftShader Device (Subzero)', '/usr/lib/chromium/./libvk_swiftshader.so'],
    ['llvmpipe (LLVM 17.0.6, 256 bits)', '/usr/lib/x86_64-linux-gnu/libvulkan_lvp.so'],
    ['Microsoft Direct3D12 (Microsoft Basic Render Driver)', 'libvulkan_dzn.so'],
    ['Virtio-GPU Venus (llvmpipe (LLVM 15.0.7, 256 bits))', 'libvulkan_virtio.so'],
    ['Vulkan Mock Device', 'libVkICD_mock_icd.so'],
  ])('takes %s with %s for software, a GPU beside it or not', (name, library) => {
    const { kind, name: shown } = read(loaderLog(['NVIDIA H100 80GB HBM3', name], name, library));
    expect([kind, shown]).toEqual(['software', name]);
  });

  it('does not take a driver that it does not know for a GPU', () => {
    expect(read(loaderLog(['Thing'], 'Thing', 'libvulkan_thing.so'))).toMatchObject({
      kind: 'unknown',
      name: 'Thing',
      reason: expect.stringContaining('libvulkan_thing.so'),
    });
  });

  it('goes by the device that was created last', () => {
    const first = loaderLog([], 'llvmpipe (LLVM 17)', 'libvulkan_lvp.so');
    const last = loaderLog([], 'NVIDIA H100 80GB HBM3', 'libGLX_nvidia.so.0');
    expect(read(first + last).kind).toBe('gpu');
    expect(read(last + first).kind).toBe('software');
  });

  it('names the driver by its library where NVIDIA says nothing', () => {
    const log = loaderLog([], 'NVIDIA L4', 'libGLX_nvidia.so.0');
    expect(read(log, [], 'linux', []).driver).toBe('libGLX_nvidia.so.0');
  });

  describe('where an older loader names no device', () => {
    const libraries = (...names: string[]) => [
      '/usr/lib/libc.so.6',
      ...names.map(name => `/usr/lib/${name}`),
    ];

    it('goes by the only driver that was loaded', () => {
      expect(read('', libraries('libGLX_nvidia.so.550.54.15', 'libnvidia-glcore.so.550.54.15'))).toEqual({
        kind: 'gpu',
        name: 'NVIDIA H100 80GB HBM3',
        driver: 'NVIDIA 550.54.15',
      });
      expect(read('', libraries('libvulkan_radeon.so'), 'linux', [])).toEqual({
        kind: 'gpu',
        name: 'GPU',
        driver: 'libvulkan_radeon.so',
      });
      expect(read('', libraries('libvk_swiftshader.so')).kind).toBe('software');
      expect(read('', libraries('libvulkan_lvp.so')).kind).toBe('software');
    });

    it('does not guess which of several NVIDIA GPUs it is', () => {
      const two = [...NVIDIA, { name: 'NVIDIA L4', driver: 'NVIDIA 550.54.15' }];
      expect(read('', libraries('libGLX_nvidia.so.550.54.15'), 'linux', two).name).toBe('GPU');
    });

    it.each([[['libGLX_nvidia.so.550.54.15', 'libvulkan_lvp.so']], [['libvulkan.so.1.3.204']], [[]]])(
      'does not know with %j',
      names => {
        expect(read('', libraries(...names)).kind).toBe('unknown');
      },
    );
  });

  it('knows that Metal computes on a GPU, and of Windows nothing', () => {
    expect(read('', [], 'darwin').kind).toBe('gpu');
    expect(read('', [], 'win32').kind).toBe('unknown');
  });
});

describe('mayHaveGpu', () => {
  const machine =
    (devices: string[], nodes: string[] = []) =>
    (folder: string) =>
      folder === '/dev' ? devices : nodes;

  it.each([
    ['nothing', machine(['null', 'tty']), false],
    ['a display without a render node', machine(['dri'], ['card0']), false],
    ["NVIDIA's device", machine(['nvidia0', 'nvidiactl']), true],
    ["NVIDIA's tools without a device", machine(['nvidia-uvm']), false],
    ['a render node', machine(['dri'], ['card0', 'renderD128']), true],
    ["Windows' GPU", machine(['dxg']), true],
  ])('on Linux with %s', (_, list, expected) => {
    expect(mayHaveGpu('linux', list)).toBe(expected);
  });

  it('asks on other systems', () => {
    expect(mayHaveGpu('darwin', machine([]))).toBe(true);
  });
});
