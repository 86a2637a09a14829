import { code, escapeMarkdown } from '../report/escape.ts';
import { count } from '../report/format.ts';
import { OUTCOMES, reasonOf } from '../report/outcome.ts';
import type { ModelSummary, Result } from '../report/result.ts';

/** What a head over a provider's embeddings is. */
export function providerIntroduction(model: ModelSummary, verdict: Result['verdict']): string {
  return [
    '# Adapter over the embeddings of a provider',
    `A dense layer, trained over the embeddings of ${code(model.base, 120)} as a provider computes them: the cosine similarity of its ${count(model.dimensions)} outputs tells whether two texts mean the same. \`provider.json\` says whose embeddings it takes.`,
    `Verdict of its run: **${OUTCOMES[verdict.outcome].words}**. ${escapeMarkdown(reasonOf(verdict))}`,
  ].join('\n\n');
}

/** How to use it: texts go to the provider, and its embeddings through the layer. */
export function providerUsage({ candidate }: Result): string {
  const lines = [
    '```python',
    'import json',
    'from openai import OpenAI',
    'import torch',
    'from safetensors.torch import load_file',
    '',
    'folder = "path/to/this/folder"',
    'provider = json.load(open(f"{folder}/provider.json"))',
    'weights = load_file(f"{folder}/adapter/model.safetensors")',
    'client = OpenAI(base_url=provider["base_url"])  # the key is that of the environment',
    'asked = {"dimensions": provider["dimensions"]} if "dimensions" in provider else {}',
    '',
    'def encode(texts):',
    '    answer = client.embeddings.create(model=provider["model"], input=texts, **asked)',
    '    x = torch.tensor([item.embedding for item in answer.data])',
    '    return torch.tanh(x @ weights["linear.weight"].T + weights["linear.bias"])',
    '',
    'first, second = encode(["How do I reset my password?", "I forgot my password"])',
    'similarity = torch.cosine_similarity(first, second, dim=0).item()',
  ];
  if (candidate && Number.isFinite(candidate.threshold)) {
    lines.push(`same_meaning = similarity >= ${candidate.threshold}`);
  }
  const python = [...lines, '```'].join('\n');
  const module =
    'There is no encoder to load. `adapter/` is a Dense module of sentence-transformers by itself: `sentence_transformers.models.Dense.load("path/to/this/folder/adapter")`.';
  return ['## Use', python, module].join('\n\n');
}
