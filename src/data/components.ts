/** Groups of examples: `members(g)` are the examples of group `g`, in order. */
export interface Groups {
  readonly length: number;
  members(group: number): Int32Array;
}

/**
 * Groups examples that share texts, directly or over other examples: the connected components of the graph whose nodes are
 * texts and whose edges are pairs. Texts come by number, below `nodes`; an example is `width` pairs with one
 * first text. Groups are in the order of their first examples.
 */
export function components(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  nodes: number,
  width = 1,
): Groups {
  const parent = Int32Array.from({ length: nodes }, (_, i) => i);
  const find = (start: number): number => {
    let at = start;
    // Halving the path on the way keeps the trees flat (Tarjan and van Leeuwen, 1984).
    while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!;
    return at;
  };
  for (let i = 0; i < first.length; i++) {
    const [a, b] = [find(first[i]!), find(second[i]!)];
    if (a !== b) parent[Math.max(a, b)] = Math.min(a, b);
  }

  const examples = first.length / width;
  const groupOf = new Int32Array(nodes).fill(-1);
  const group = new Int32Array(examples);
  const sizes: number[] = [];
  for (let example = 0; example < examples; example++) {
    const root = find(first[example * width]!);
    if (groupOf[root] === -1) groupOf[root] = sizes.push(0) - 1;
    group[example] = groupOf[root]!;
    sizes[group[example]!]! += 1;
  }
  const starts = new Int32Array(sizes.length + 1);
  for (const [i, size] of sizes.entries()) starts[i + 1] = starts[i]! + size;
  const next = starts.slice();
  const order = new Int32Array(examples);
  for (let example = 0; example < examples; example++) order[next[group[example]!]!++] = example;
  return { length: sizes.length, members: at => order.subarray(starts[at]!, starts[at + 1]!) };
}

/** The group of each pair, by its number: that of all pairs that share texts with it, directly or over others. */
export function componentNumbers(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  nodes: number,
): Int32Array {
  const groups = components(first, second, nodes);
  const numbers = new Int32Array(first.length);
  for (let group = 0; group < groups.length; group++)
    for (const pair of groups.members(group)) numbers[pair] = group;
  return numbers;
}
