import path from 'node:path';
import { FinetuneGateError } from '../errors.ts';
import { Dense, type DenseActivation } from './dense.ts';
import type { JsonObject, ModelFolder } from './model-folder.ts';
import { readSafetensors } from './safetensors.ts';
import { pickVariables } from './weights.ts';

/** PyTorch's class of each activation; a config names it with its module, which only saving needs. */
export const TORCH_ACTIVATIONS: Readonly<Record<DenseActivation, string>> = {
  tanh: 'torch.nn.modules.activation.Tanh',
  identity: 'torch.nn.modules.linear.Identity',
  relu: 'torch.nn.modules.activation.ReLU',
  gelu: 'torch.nn.modules.activation.GELU',
  sigmoid: 'torch.nn.modules.activation.Sigmoid',
};

/** Settings of newer releases that change what a Dense module computes, with the values that do not. */
const PLAIN: readonly (readonly [field: string, value: unknown])[] = [
  ['use_residual', false],
  ['module_input_name', 'sentence_embedding'],
  ['module_output_name', 'sentence_embedding'],
];

/**
 * Reads a Dense module of sentence-transformers: config.json and model.safetensors with linear.weight and linear.bias.
 *
 * @param width dimensions that the module before it gives.
 */
export async function loadDense(folder: ModelFolder, subfolder: string, width: number): Promise<Dense> {
  const name = path.posix.join(subfolder, 'config.json');
  const config = await folder.needObject(name);
  const place = folder.place(name);
  for (const [field, value] of PLAIN) {
    if ((config[field] ?? value) !== value) {
      throw new FinetuneGateError(
        'MODEL_UNSUPPORTED',
        `Dense with ${field} ${config[field]} is not supported.`,
        { place },
      );
    }
  }
  const { in_features: inputs, out_features: outputs, bias = true } = config;
  if (
    inputs !== width ||
    !Number.isSafeInteger(outputs) ||
    Number(outputs) < 1 ||
    typeof bias !== 'boolean'
  ) {
    throw new FinetuneGateError(
      'MODEL_INVALID',
      `Dense expects in_features ${width}, a whole out_features and a bias flag.`,
      {
        place,
      },
    );
  }
  const activation = readActivation(config);
  if (!activation) {
    throw new FinetuneGateError(
      'MODEL_UNSUPPORTED',
      `activation_function ${config.activation_function} is not supported.`,
      {
        place,
      },
    );
  }
  const file = await folder.need(
    path.posix.join(subfolder, 'model.safetensors'),
    'Save the model with safetensors weights.',
  );
  const shapes = new Map<string, readonly number[]>([['linear.weight', [Number(outputs), width]]]);
  if (bias) shapes.set('linear.bias', [Number(outputs)]);
  const tensors = await readSafetensors(file, tensor => shapes.has(tensor));
  const variables = pickVariables(tensors, shapes, file);
  return new Dense(variables.get('linear.weight')!, variables.get('linear.bias') ?? null, activation);
}

function readActivation(config: JsonObject): DenseActivation | undefined {
  const named = config.activation_function ?? TORCH_ACTIVATIONS.tanh;
  const [found] = Object.entries(TORCH_ACTIVATIONS).find(
    ([, torch]) =>
      typeof named === 'string' &&
      named.startsWith('torch.') &&
      torch.split('.').at(-1) === named.split('.').at(-1),
  ) ?? [undefined];
  return found as DenseActivation | undefined;
}
