import { count } from '../report/format.ts';
import type { Result } from '../report/result.ts';

/** How to use a saved model: in sentence-transformers, cut short where that was trained, and as ONNX. */
export function usage({ candidate, model, training }: Result): string {
  // Without its own code, transformers takes it for a plain BERT, and gives the rest random weights.
  const trusted = model?.architecture === 'jina-bert' ? ', trust_remote_code=True' : '';
  const lines = [
    '```python',
    'from sentence_transformers import SentenceTransformer',
    '',
    `model = SentenceTransformer("path/to/this/folder"${trusted})`,
    'first, second = model.encode(["How do I reset my password?", "I forgot my password"])',
    'similarity = model.similarity(first, second).item()',
  ];
  if (candidate && Number.isFinite(candidate.threshold)) {
    lines.push(`same_meaning = similarity >= ${candidate.threshold}`);
  }
  const python = [...lines, '```'].join('\n');
  return ['## Use', python, ...shorter(training), onnx(model?.architecture)].join('\n\n');
}

/** How to have the shorter embeddings that Matryoshka trained. */
function shorter(training: Result['training']): string[] {
  const sizes = (training?.matryoshka ?? []).map(({ dimensions }) => dimensions);
  if (sizes.length === 0) return [];
  const listed = sizes.map(size => count(size)).join(', ');
  return [
    `The first numbers of an embedding are one of their own, at ${listed} dimensions: give \`SentenceTransformer\` \`truncate_dim=${Math.min(...sizes)}\`. The threshold above is that of the whole.`,
  ];
}

function onnx(architecture: string | undefined): string {
  const about =
    'In `onnx/model.onnx` the whole model is one graph: token ids and attention mask in, `sentence_embedding` out, after pooling and all that follows it.';
  // They have no tokenizer there that transformers.js would find.
  if (architecture === 'static') return `${about} Texts are tokenized without special tokens.`;
  const lines = [
    "import { AutoModel, AutoTokenizer } from '@huggingface/transformers';",
    '',
    "const folder = './path/to/this/folder';",
    'const tokenizer = await AutoTokenizer.from_pretrained(folder);',
    "const model = await AutoModel.from_pretrained(folder, { dtype: 'fp32' });",
    "const texts = ['How do I reset my password?', 'I forgot my password'];",
    'const { sentence_embedding } = await model(await tokenizer(texts, { padding: true, truncation: true }));',
  ];
  return `${about} With transformers.js:\n\n${['```js', ...lines, '```'].join('\n')}`;
}
