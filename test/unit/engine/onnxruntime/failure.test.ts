import { expect, test } from 'vitest';
import { engineError } from '../../../../src/engine/onnxruntime/failure.ts';
import { FinetuneGateError } from '../../../../src/errors.ts';

test.each([
  ['CUDA failure 2: out of memory ; GPU=0', 'ENGINE_OUT_OF_MEMORY'],
  ['cudaErrorMemoryAllocation: CUDNN_STATUS_OUT_OF_MEMORY', 'ENGINE_OUT_OF_MEMORY'],
  ['std::bad_alloc', 'ENGINE_OUT_OF_MEMORY'],
  ['BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer', 'ENGINE_OUT_OF_MEMORY'],
  ['BFCArena: Available memory of 12 is smaller than requested bytes of 40', 'ENGINE_OUT_OF_MEMORY'],
  ['Cannot allocate the tensor', 'ENGINE_OUT_OF_MEMORY'],
  ['can not allocate the tensor', 'ENGINE_OUT_OF_MEMORY'],
  ['Buffer size (4294967296) exceeds the max buffer size limit', 'ENGINE_OUT_OF_MEMORY'],
  ['WebGPU device lost (1): Device was destroyed.', 'ENGINE_DEVICE_LOST'],
  ['The device is lost', 'ENGINE_DEVICE_LOST'],
  ['The device was lost', 'ENGINE_DEVICE_LOST'],
  ['DXGI_ERROR: Device removed', 'ENGINE_DEVICE_LOST'],
  ['CUDA error: context is destroyed', 'ENGINE_DEVICE_LOST'],
  ['Exception during initialization: std::bad_alloc', 'ENGINE_OUT_OF_MEMORY'],
  [
    "Non-zero status code returned while running FusedMatMul node. Name:'o0' Status Message: bad allocation",
    'ENGINE_OUT_OF_MEMORY',
  ],
  ['CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED ; GPU=0 ; hostname=a', 'ENGINE_OUT_OF_MEMORY'],
  ['WebGPU device error(2): Out of memory', 'ENGINE_OUT_OF_MEMORY'],
  ['vkAllocateMemory failed with VK_ERROR_OUT_OF_DEVICE_MEMORY', 'ENGINE_OUT_OF_MEMORY'],
  ['vkCreateDevice failed with VK_ERROR_OUT_OF_HOST_MEMORY', 'ENGINE_OUT_OF_MEMORY'],
  ['CreateCommittedResource failed with E_OUTOFMEMORY (0x8007000E)', 'ENGINE_OUT_OF_MEMORY'],
  ['Buffer size (3185049600) exceeds the max buffer size limit (1073741824).', 'ENGINE_OUT_OF_MEMORY'],
  [
    'Binding size (151781376) of [Buffer (unlabeled)] is larger than the maximum binding size (134217728).',
    'ENGINE_OUT_OF_MEMORY',
  ],
  [
    'Binding size (402653184) of [Buffer] is larger than the maximum storage buffer binding size (134217728).',
    'ENGINE_OUT_OF_MEMORY',
  ],
  ['Device lost during onSubmittedWorkDone', 'ENGINE_DEVICE_LOST'],
  ['[Device] is lost.', 'ENGINE_DEVICE_LOST'],
  ['vkQueueSubmit failed with VK_ERROR_DEVICE_LOST', 'ENGINE_DEVICE_LOST'],
  ['Present failed with DXGI_ERROR_DEVICE_REMOVED (0x887A0005)', 'ENGINE_DEVICE_LOST'],
  ['ExecuteCommandLists failed with DXGI_ERROR_DEVICE_HUNG (0x887A0006)', 'ENGINE_DEVICE_LOST'],
  ['Error: [Device "main"] is lost.', 'ENGINE_DEVICE_LOST'],
  ['Buffer allocation is too large', 'ENGINE_OUT_OF_MEMORY'],
  ['Allocation size too large', 'ENGINE_OUT_OF_MEMORY'],
  ['Tile output tensor would require more than 4294967296 bytes', 'ENGINE_OUT_OF_MEMORY'],
  ['Map failed with DXGI_ERROR_DEVICE_RESET (0x887A0007)', 'ENGINE_DEVICE_LOST'],
  ['indices element out of data bounds, idx=9 must be within the inclusive range [-2,1]', 'ENGINE_FAILED'],
  ['[ShapeInferenceError] Input 0 expected to have rank 2 but has rank 3', 'ENGINE_FAILED'],
  ['The session was disposed of.', 'ENGINE_FAILED'],
  ['Non-zero status code returned while running Gemm node', 'ENGINE_FAILED'],
  ['Invalid buffer size', 'ENGINE_FAILED'],
  ['', 'ENGINE_FAILED'],
] as const)('%s is %s', (message, code) => {
  const cause = new Error(message);
  const error = engineError(cause, 'cuda');
  expect(error.code).toBe(code);
  expect(error.message).toBe(`ONNX Runtime (cuda): ${message}`);
  expect(error.cause).toBe(cause);
});

test('only the first line is told, though all are looked at', () => {
  const error = engineError(new Error('  Gemm failed \nstack: bad_alloc\nmore'), 'cpu');
  expect(error.message).toBe('ONNX Runtime (cpu): Gemm failed');
  expect(error.code).toBe('ENGINE_OUT_OF_MEMORY');
});

test('what is not an Error is told as text', () => {
  expect(engineError('lost device', 'webgpu')).toMatchObject({
    code: 'ENGINE_DEVICE_LOST',
    message: 'ONNX Runtime (webgpu): lost device',
  });
});

test('an error of ours stays as it is', () => {
  const ours = new FinetuneGateError('ENGINE_FAILED', 'device lost');
  expect(engineError(ours, 'cpu')).toBe(ours);
});
