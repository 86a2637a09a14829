import { count, decimal, plural } from './format.ts';
import { plain } from './text.ts';

/** Suggestions that a terminal shows. */
const SHOWN = 10;

/** What `suggest` found. */
export interface SuggestionsSummary {
  readonly pairs: number;
  readonly known: number;
  readonly repeated: number;
  readonly trivial: number;
  readonly threshold: number;
  readonly clusters: number;
  readonly suggestions: readonly {
    readonly first: string;
    readonly second: string;
    readonly similarity: number;
    readonly cluster: number;
    readonly line: number;
  }[];
}

/** The first suggestions for a terminal, their texts harmless there, and what was left out. */
export function suggestTerminal(found: SuggestionsSummary, output?: string): string {
  const { pairs, known, repeated, trivial, threshold, clusters, suggestions } = found;
  const unsaid = pairs - known - repeated - trivial;
  const lines = suggestions
    .slice(0, SHOWN)
    .flatMap(({ first, second, similarity, cluster, line }) => [
      `  line ${count(line)}  similarity ${decimal(similarity)}  cluster ${count(cluster)}`,
      `    ${plain(first, 160)}`,
      `    ${plain(second, 160)}`,
    ]);
  const more = suggestions.length - SHOWN;
  return `${[
    `${plural(suggestions.length, 'pair')} of ${count(unsaid)} to label next, nearest to the threshold ${decimal(threshold)}, of ${plural(clusters, 'cluster')}.`,
    `Left out: ${count(known)} that the data has already, ${count(repeated)} repeated, ${count(trivial)} of a text with itself.`,
    ...(lines.length > 0 ? ['', ...lines] : []),
    ...(more > 0 ? [`  … and ${count(more)} more`] : []),
    ...(output === undefined
      ? []
      : ['', `Wrote them to ${plain(output)}: fill in the labels, and name the file under \`data.train\`.`]),
  ].join('\n')}\n`;
}
