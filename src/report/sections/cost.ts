import { budgetAmount, forecastWords, usageLines } from '../budget.ts';
import { engineWords } from '../engine.ts';
import { escapeMarkdown } from '../escape.ts';
import { amount, count, decimal, duration, percent, plural, size } from '../format.ts';
import type { Result } from '../result.ts';
import { totalSeconds } from '../times.ts';

/** What the run took: time, the part of the budget, texts and tokens, and where it ran. */
export function costSection(result: Result): string {
  // A fault that was found before any work has no cost worth reading.
  if (result.error && !result.cost && !result.usage && result.verdict.outcome !== 'budget') return '';
  const lines = [
    timeLine(result),
    budgetLine(result),
    usageLine(result),
    textLine(result),
    precisionLine(result),
    modelLine(result),
    providerLine(result),
    engineLine(result),
  ];
  const shown = lines.filter(line => line !== '').map(line => `- ${line}`);
  return shown.length > 0 ? `### Cost\n\n${shown.join('\n')}` : '';
}

function timeLine({ times }: Result): string {
  const total = totalSeconds(times);
  if (total === undefined) return '';
  const parts = Object.entries(times)
    .filter(([name, seconds]) => name !== 'total' && seconds >= 0.05)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 8)
    .map(([name, seconds]) => `${escapeMarkdown(name, 30)} ${duration(seconds)}`);
  return `Time: **${duration(total)}**${parts.length > 1 ? ` (${parts.join(', ')})` : ''}`;
}

function budgetLine({ verdict }: Result): string {
  return verdict.budget
    .map(({ name, unit, limit, spent, forecast }) => {
      const text = `${budgetAmount(unit, spent)} of ${budgetAmount(unit, limit)} spent (${percent(spent / limit)})`;
      return `Budget of ${name.replaceAll('_', ' ')}: ${[text, forecastWords(unit, forecast)].filter(part => part !== '').join('; ')}`;
    })
    .join('\n- ');
}

/** A forecast of the time stands with the budget, where there is one of time. */
function usageLine({ usage, verdict }: Result): string {
  if (!usage) return '';
  const told = verdict.budget.some(({ forecast }) => forecast);
  const foreseen = told ? '' : forecastWords('s', usage.forecast);
  const lines = usageLines(usage).map(([name, text]) => `${name}: ${text}`);
  return [...(foreseen ? [`Time: ${foreseen}`] : []), ...lines].join('\n- ');
}

function textLine({ cost }: Result): string {
  if (!cost) return '';
  const found = cost.textsFound > 0 ? `; ${count(cost.textsFound)} more were found in the cache` : '';
  return `Texts encoded: **${count(cost.textsEncoded)}** (${count(cost.tokensEncoded)} tokens)${found}`;
}

function precisionLine({ model }: Result): string {
  if (!model?.precision) return '';
  const { kind, agreement } = model.precision;
  const sample = plural(agreement.texts, 'text');
  return `Encoder in ${escapeMarkdown(kind, 10)}: mean cosine **${decimal(agreement.meanCosine, 6)}** to fp32, over ${sample}`;
}

/** What the model costs whoever serves it. */
function modelLine({ costs = {} }: Result): string {
  const { model_bytes: bytes, gpu_minutes: minutes } = costs;
  const parts = [
    ...(bytes === undefined ? [] : [`Model: **${size(bytes)}**`]),
    ...(minutes === undefined ? [] : [`GPU: ${duration(minutes * 60)}`]),
  ];
  return parts.join('; ');
}

function providerLine({ costs = {} }: Result): string {
  const { provider_tokens: tokens, provider_cost: cost } = costs;
  if (tokens === undefined) return '';
  return `Embedding provider: ${plural(tokens, 'token')}${cost === undefined ? '' : `, cost **${amount(cost)}**`}`;
}

function engineLine({ engine }: Result): string {
  return engine ? `Engine: ${engineWords(engine, escapeMarkdown)}` : '';
}
