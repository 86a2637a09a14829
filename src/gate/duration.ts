import { FinetuneGateError } from '../errors.ts';

/** Timers count milliseconds in 31 bits, so no limit can be longer: 24 days. */
export const LONGEST_SECONDS = 24 * 86_400;

const FORMAT = /^(?:(\d+(?:\.\d+)?)\s*h)?\s*(?:(\d+(?:\.\d+)?)\s*m(?:in)?)?\s*(?:(\d+(?:\.\d+)?)\s*s)?$/;

/**
 * Seconds of a duration such as `20m`, `90s`, `1h30m` or `1.5h`; a plain number counts seconds.
 *
 * @throws FinetuneGateError CONFIG_INVALID, without a place: the caller knows it
 */
export function parseDuration(text: string): number {
  const trimmed = text.trim();
  const parts = FORMAT.exec(trimmed);
  const plain = /^\d+(\.\d+)?$/.test(trimmed);
  if (!plain && (!parts || trimmed === '')) throw invalid(`\`${text}\` is not a duration`);
  const [hours, minutes, seconds] = plain ? [0, 0, trimmed] : parts!.slice(1).map(part => part ?? 0);
  return checkSeconds(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds), text);
}

/** @throws FinetuneGateError CONFIG_INVALID unless 0 < seconds ≤ 24 days */
export function checkSeconds(seconds: number, shown: string | number): number {
  if (!(seconds > 0)) throw invalid(`a duration of ${shown} leaves no time`);
  if (seconds > LONGEST_SECONDS) throw invalid(`a duration of ${shown} is longer than 24 days`);
  return seconds;
}

/** `45 s`, `20 min`, `1 h 30 min`; seconds to `digits` decimals, without needless zeros. */
export function formatDuration(seconds: number, digits = seconds < 60 ? 1 : 0): string {
  const total = Number(seconds.toFixed(digits));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const rest = Number((total % 60).toFixed(digits));
  const parts = [hours && `${hours} h`, minutes && `${minutes} min`, rest && `${rest} s`];
  return parts.filter(Boolean).join(' ') || '0 s';
}

function invalid(problem: string): FinetuneGateError {
  return new FinetuneGateError('CONFIG_INVALID', `${problem}.`, {
    remedy: 'Write a duration such as `20m`, `90s` or `1h30m`; a plain number counts seconds.',
  });
}
