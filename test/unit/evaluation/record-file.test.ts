import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toError } from '../../../src/errors.ts';
import { recordOf } from '../../../src/evaluation/record.ts';
import { formatRecord, parseRecord, RECORD_HEAD } from '../../../src/evaluation/record-file.ts';
import { keysOf, ORIGIN, recordWith } from './records.ts';

const FILE = '.finetune-gate/baseline.json';

function faultOf(text: string): string {
  try {
    parseRecord(text, FILE);
  } catch (thrown) {
    const { code, message, place } = toError(thrown);
    expect({ code, place }).toEqual({ code: 'BASELINE_CORRUPT', place: { file: FILE } });
    return message;
  }
  return '';
}

/** A record's text with a value replaced, and a SHA-256 that fits again: corrupt in another way than by damage. */
function forged(edit: (body: string) => string): string {
  const body = edit(formatRecord(recordWith(40)).replace(/,\n {2}"sha256": "[^"]*"\n}\n$/, ''));
  return `${body},\n  "sha256": "sha256:${hash('sha256', body, 'hex')}"\n}\n`;
}

describe('formatRecord and parseRecord', () => {
  it.each([1, 7, 8, 100, 1000, 10_000])('give back what was recorded of %i pairs', n => {
    const record = recordWith(n);
    const text = formatRecord(record);
    expect(parseRecord(text, FILE)).toEqual(record);
    expect(text.startsWith(RECORD_HEAD)).toBe(true);
  });

  it.each([1000, 4321, 10_000, 100_000])('take under 14 bytes a pair for %i pairs', n => {
    expect(formatRecord(recordWith(n, 3)).length / n).toBeLessThan(14);
  });

  it('keep a name in any script, in ASCII', () => {
    const record = recordWith(10, 2, { base: 'modèles/日本 🦆 \u2028' });
    expect(formatRecord(record)).toMatch(/^[\n -~]+$/);
    expect(parseRecord(formatRecord(record), FILE)).toEqual(record);
  });

  it('read what git checked out with other line ends', () => {
    expect(parseRecord(formatRecord(recordWith(30)).replaceAll('\n', '\r\n'), FILE)).toEqual(recordWith(30));
  });

  it('change few lines where few pairs change', () => {
    const keys = keysOf(1001);
    const lines = (n: number, wrong: number) => {
      const correct = Array.from({ length: n }, (_, i) => i !== wrong);
      return formatRecord(recordOf({ correct }, { keys: keys.slice(0, n) }, ORIGIN)).split('\n');
    };
    const before = new Set(lines(1000, 3));
    // The pair's line, the number of pairs, the error rate and the sum.
    expect(lines(1001, 3).filter(line => !before.has(line))).toHaveLength(4);
    expect(lines(1000, 4).filter(line => !before.has(line)).length).toBeLessThanOrEqual(4);
  });

  it('refuse a file in which any one byte is another', () => {
    const bytes = Buffer.from(formatRecord(recordWith(12)));
    for (let at = 0; at < bytes.length; at++) {
      for (const mask of [0x01, 0x02, 0x20, 0x80]) {
        const flipped = Buffer.from(bytes);
        flipped[at]! ^= mask;
        expect(faultOf(flipped.toString('utf8')), `byte ${at} ^ ${mask}`).not.toBe('');
      }
    }
  });

  it('refuse a file that ends early, or does not end', () => {
    const text = formatRecord(recordWith(12));
    for (let end = 0; end < text.length; end += 3) expect(faultOf(text.slice(0, end))).not.toBe('');
    for (const more of [' ', '\n', '{}', text]) expect(faultOf(text + more)).not.toBe('');
    expect(faultOf(`\ufeff${text}`)).not.toBe('');
  });

  const firstKey = /(?<=\n {4}")[\w-]{11}/;

  it.each<[string, (body: string) => string, string]>([
    ['another version', body => body.replace('"version": 1', '"version": 2'), 'at version'],
    ['a key more', body => body.replace('"n":', '"x": 1,\n  "n":'), 'not one that this version reads'],
    ['a key less', body => body.replace(/ {2}"weights".*\n/, ''), 'at weights'],
    ['a key twice', body => body.replace('"seeds"', '"seeds": 9,\n  "seeds"'), 'not written as'],
    ['a text for a number', body => body.replace('"seeds": 1', '"seeds": "1"'), 'at seeds'],
    ['no seeds', body => body.replace('"seeds": 1', '"seeds": 0'), 'at seeds'],
    ['a fraction of seeds', body => body.replace('"seeds": 1', '"seeds": 1.5'), 'at seeds'],
    ['pairs that are no list', body => body.replace(/"pairs": \[[^\]]*\]/, '"pairs": {}'), 'at pairs'],
    ['no pairs', body => body.replace(/"pairs": \[[^\]]*\]/, '"pairs": []'), 'at pairs'],
    [
      'deep pairs',
      body => body.replace(/"pairs": \[[^\]]*\]/, `"pairs": ${'['.repeat(1e5)}${']'.repeat(1e5)}`),
      'at pairs',
    ],
    ['a line of something else', body => body.replace(firstKey, '<script>'), 'at pairs.0'],
    ['a key that is too short', body => body.replace(firstKey, 'abc'), 'too short'],
    ['a pair twice', body => body.replace(firstKey, key => key + key), 'a pair twice'],
    ['a pair less', body => body.replace(firstKey, ''), 'says 40 pairs and has 39'],
    ['another count', body => body.replace('"n": 40', '"n": 41'), 'says 41 pairs and has 40'],
    [
      'a better error rate',
      body => body.replace(/"errorRate": [\d.]+/, '"errorRate": 0.5'),
      'error rate of 0.5',
    ],
    [
      'lines in another order',
      body => body.replace(/(\n {4}"[^"]*"),(\n {4}"[^"]*")/, '$2,$1'),
      'not written as',
    ],
    ['other white space', body => body.replace('"seeds": 1', '"seeds":  1'), 'not written as'],
    ['another spelling of a number', body => body.replace('"seeds": 1', '"seeds": 1.0'), 'not written as'],
  ])('refuse %s, though the SHA-256 is right', (_, edit, message) => {
    expect(faultOf(forged(body => body))).toBe('');
    expect(faultOf(forged(edit))).toContain(message);
  });

  it.each([
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['another JSON file', '{"accuracy": 1}'],
    ['depth', '['.repeat(1e6)],
    ['text', 'version https://git-lfs.github.com/spec/v1'],
    ['a prototype', '{"__proto__": {"format": "finetune-gate baseline"}}'],
    ['too much', ' '.repeat(64 * 2 ** 20 + 1)],
  ])('refuse %s', (_, text) => {
    expect(faultOf(text)).not.toBe('');
  });

  it('quote nothing of a file that is no JSON', () => {
    expect(faultOf('::error::secret')).not.toContain('secret');
  });
});
