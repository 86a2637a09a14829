import { parseHubId } from '../model/sources/hub-id.ts';

/** `owner/name` when a base model is one of the Hugging Face hub, in any form that names it. */
export function hubName(base: string): string | undefined {
  return parseHubId(base.replace(/^https:\/\/huggingface\.co\//, 'hf:'))?.repository;
}
