/** Apart from the schema that checks them: `--version` needs no schema. */
export const ENGINES = ['auto', 'onnxruntime', 'reference', 'tensorflow'] as const;
export const PROVIDERS = ['auto', 'cpu', 'webgpu', 'cuda'] as const;
