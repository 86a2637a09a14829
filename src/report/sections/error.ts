import { ERROR_CODES } from '../../error-codes.ts';
import { formatPlace } from '../../error-record.ts';
import { code, escapeMarkdown, fence } from '../escape.ts';
import type { Result } from '../result.ts';

/** Why nothing was judged: the code, the place, the message and what to do. */
export function errorSection({ error, verdict }: Result): string {
  if (!error) return '';
  const place = formatPlace(error.place);
  // The sentence of the verdict is often the message itself, and stands just above.
  const message = error.message === verdict.sentence ? '' : escapeMarkdown(error.message);
  const parts = [
    '### What went wrong',
    [`${code(error.code)}${place ? ` at ${code(place, 300)}` : ''}`, message]
      .filter(part => part !== '')
      .join(': '),
    error.details.length > 0 ? fence(error.details) : '',
    `**What to do:** ${escapeMarkdown(error.remedy)}`,
    // An unknown code comes from a newer worker only; it then has no description to add.
    error.code in ERROR_CODES ? `<sub>${escapeMarkdown(ERROR_CODES[error.code].when)}</sub>` : '',
  ];
  return parts.filter(part => part !== '').join('\n\n');
}
