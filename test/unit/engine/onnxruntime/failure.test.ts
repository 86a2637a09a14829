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
