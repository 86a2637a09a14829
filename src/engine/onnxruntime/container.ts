import * as tf from '@tensorflow/tfjs-core';

/** tfjs' TensorContainer with something else in place of each tensor. */
export type Container<T> =
  | { readonly kind: 'leaf'; readonly leaf: T }
  | { readonly kind: 'list'; readonly items: readonly Container<T>[] }
  | { readonly kind: 'record'; readonly entries: readonly (readonly [string, Container<T>])[] }
  | { readonly kind: 'other'; readonly value: unknown };

export function flatten<T>(container: tf.TensorContainer, of: (tensor: tf.Tensor) => T): Container<T> {
  if (container instanceof tf.Tensor) return { kind: 'leaf', leaf: of(container) };
  if (Array.isArray(container)) return { kind: 'list', items: container.map(item => flatten(item, of)) };
  if (container && typeof container === 'object' && Object.getPrototypeOf(container) === Object.prototype) {
    const entries = Object.entries(container as Record<string, tf.TensorContainer>);
    return { kind: 'record', entries: entries.map(([key, value]) => [key, flatten(value, of)] as const) };
  }
  return { kind: 'other', value: container };
}

/** All leaves, in order. */
export function leaves<T>(container: Container<T>): T[] {
  if (container.kind === 'leaf') return [container.leaf];
  if (container.kind === 'list') return container.items.flatMap(item => leaves(item));
  if (container.kind === 'record') return container.entries.flatMap(([, item]) => leaves(item));
  return [];
}

/** The container again, with the tensor that `of` gives for each leaf. */
export function rebuild<T>(container: Container<T>, of: (leaf: T) => tf.Tensor): tf.TensorContainer {
  if (container.kind === 'leaf') return of(container.leaf);
  if (container.kind === 'list') return container.items.map(item => rebuild(item, of));
  if (container.kind === 'record')
    return Object.fromEntries(container.entries.map(([key, item]) => [key, rebuild(item, of)]));
  return container.value as tf.TensorContainer;
}
