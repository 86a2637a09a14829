/** An element of the page that is there because this program put it there. */
export function find<E extends Element>(selector: string, within: ParentNode = document): E {
  const found = within.querySelector<E>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
}

/** A new element with text in it; text never becomes markup. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className = '',
  ...contents: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  if (className !== '') element.className = className;
  element.append(...contents);
  return element;
}

/** `12345` → `12,345`, as everywhere in the report. */
export const count = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
