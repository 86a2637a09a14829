/** What a kind of data finding says about `count` pairs, as a clause. */
export function faultText([kind, count]: readonly [kind: string, count: number]): string {
  const one = count === 1;
  switch (kind) {
    case 'leakage':
      return `${count} test ${one ? 'pair is' : 'pairs are'} also in train`;
    case 'conflict':
      return `${count} ${one ? 'pair is' : 'pairs are'} labelled both ways`;
    case 'duplicate':
      return `${count} ${one ? 'pair repeats' : 'pairs repeat'} another`;
    case 'encoding':
      return `${count} ${one ? 'row is' : 'rows are'} not valid UTF-8`;
    default:
      return `the data has ${count} ${one ? 'finding' : 'findings'} of the kind ${kind}`;
  }
}
