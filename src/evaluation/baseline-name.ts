type Named =
  | 'base-model'
  | 'base-branch'
  | 'record'
  | { readonly error_rate: number; readonly name?: string | undefined }
  | { readonly record: string; readonly name?: string | undefined }
  | { readonly model: string; readonly name?: string | undefined }
  | { readonly provider: { readonly model: string; readonly name?: string | undefined } };

/**
 * How a baseline of the configuration is called in rules and reports: its `name`, `base-model`, a provider's model, or
 * e.g. `fixed 17 %`.
 */
export function baselineName(option: Named): string {
  if (typeof option === 'string') return option;
  if ('provider' in option) return option.provider.name ?? option.provider.model;
  if ('error_rate' in option) return option.name ?? `fixed ${Number((option.error_rate * 100).toFixed(6))} %`;
  return option.name ?? 'record';
}
