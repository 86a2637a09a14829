/**
 * Groups pairs that share texts, directly or over other pairs: the connected components of the graph whose nodes are
 * texts and whose edges are pairs. Pairs come as their keys; each group is the indices of its pairs, in order.
 */
export function components(keys: readonly string[]): number[][] {
  const nodes = new Map<string, number>();
  const parent: number[] = [];
  const node = (text: string): number => {
    const known = nodes.get(text);
    if (known !== undefined) return known;
    nodes.set(text, parent.length);
    return parent.push(parent.length) - 1;
  };
  const find = (start: number): number => {
    let at = start;
    // Halving the path on the way keeps the trees flat (Tarjan and van Leeuwen, 1984).
    while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!;
    return at;
  };

  const firsts = keys.map(key => {
    const end = key.indexOf('\n');
    const first = node(key.slice(0, end));
    const a = find(first);
    const b = find(node(key.slice(end + 1)));
    if (a !== b) parent[Math.max(a, b)] = Math.min(a, b);
    return first;
  });

  const groups = new Map<number, number[]>();
  for (const [i, first] of firsts.entries()) {
    const root = find(first);
    const group = groups.get(root);
    if (group) group.push(i);
    else groups.set(root, [i]);
  }
  return [...groups.values()];
}
