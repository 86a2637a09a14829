import { expect, test } from 'vitest';
import { Lru } from '../../../../src/engine/onnxruntime/lru.ts';

function cache(capacity: number) {
  const events: string[] = [];
  const lru = new Lru<{ name: string; dispose(): void }>(capacity);
  const use = (name: string) =>
    lru.get(name, () => {
      events.push(`make ${name}`);
      return { name, dispose: () => events.push(`dispose ${name}`) };
    });
  return { lru, use, events };
}

test('a thing is made once and given again', () => {
  const { lru, use, events } = cache(2);
  const first = use('a');
  expect(use('a')).toBe(first);
  expect(first.name).toBe('a');
  expect(events).toEqual(['make a']);
  expect(lru.size).toBe(1);
});

test('the one unused for longest goes, not the one made first', () => {
  const { lru, use, events } = cache(2);
  for (const name of ['a', 'b', 'a', 'c']) use(name);
  expect(events).toEqual(['make a', 'make b', 'make c', 'dispose b']);
  expect(lru.size).toBe(2);
  use('a');
  use('b');
  expect(events.slice(4)).toEqual(['make b', 'dispose c']);
});

test('nothing is kept of a thing that could not be made', () => {
  const { lru, use, events } = cache(1);
  use('a');
  expect(() =>
    lru.get('b', () => {
      throw new Error('no memory');
    }),
  ).toThrow('no memory');
  expect(events).toEqual(['make a']);
  expect(lru.size).toBe(1);
});

test('clear disposes of all, once', () => {
  const { lru, use, events } = cache(3);
  use('a');
  use('b');
  lru.clear();
  lru.clear();
  expect(events.slice(2)).toEqual(['dispose a', 'dispose b']);
  expect(lru.size).toBe(0);
  use('a');
  expect(events.at(-1)).toBe('make a');
});
