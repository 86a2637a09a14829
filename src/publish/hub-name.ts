/** Folders that people keep models in; `models/tiny` is a path although it has the form of a hub name. */
const FOLDERS = new Set([
  'model',
  'models',
  'checkpoint',
  'checkpoints',
  'fixtures',
  'data',
  'assets',
  'out',
  'output',
]);
const NAME = /^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9][\w.-]{0,95}$/;

/** `owner/name` when a base model is one of the Hugging Face hub, with or without `hf://` or the hub's address. */
export function hubName(base: string): string | undefined {
  const name = base.replace(/^(?:https:\/\/huggingface\.co\/|hf:\/\/)/, '');
  const [owner = ''] = name.split('/', 1);
  if (!NAME.test(name) || (name === base && FOLDERS.has(owner.toLowerCase()))) return undefined;
  return name;
}
