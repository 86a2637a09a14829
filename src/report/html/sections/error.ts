import { ERROR_CODES } from '../../../error-codes.ts';
import { formatPlace } from '../../../error-record.ts';
import { plain } from '../../text.ts';
import { html } from '../markup.ts';
import { code } from '../parts.ts';
import type { Part } from './section.ts';

/** Why nothing was judged: the code, the place, the message and what to do. */
export const error: Part = ({ result: { error: found, verdict } }) => {
  if (!found) return undefined;
  const at = formatPlace(found.place);
  const details = found.details.slice(0, 50).map(line => html`<li>${code(line, 500)}</li>`);
  return {
    id: 'error',
    title: 'What went wrong',
    body: html`<p>${code(found.code)}${at !== '' && html` at ${code(at, 300)}`}${
      found.message !== verdict.sentence && html`: ${plain(found.message, 2000)}`
    }</p>
${details.length > 0 && html`<ul class="plain">${details}</ul>`}
<p><b>What to do:</b> ${plain(found.remedy, 1000)}</p>
${found.code in ERROR_CODES && html`<p class="note">${ERROR_CODES[found.code].when}</p>`}`,
  };
};
