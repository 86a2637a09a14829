type Counts = Readonly<Record<string, number>>;

/** What counts of data faults say, a clause each; what a pull request did to the base branch's test pairs comes first. */
export function faultTexts({ test_dropped = 0, test_relabelled = 0, ...findings }: Counts): string[] {
  return [
    ...testSetText(test_dropped, test_relabelled),
    ...Object.entries(findings)
      .filter(([, count]) => count > 0)
      .map(([kind, count]) => findingText(kind, count)),
  ];
}

function testSetText(dropped: number, relabelled: number): string[] {
  const acts = [
    ...(dropped > 0 ? [`drops ${dropped}`] : []),
    ...(relabelled > 0 ? [`relabels ${relabelled}`] : []),
  ];
  if (acts.length === 0) return [];
  const pairs = (relabelled || dropped) === 1 ? 'test pair' : 'test pairs';
  return [`this pull request ${acts.join(' and ')} ${pairs} of the base branch`];
}

function findingText(kind: string, count: number): string {
  const one = count === 1;
  switch (kind) {
    case 'leakage':
      return `${count} ${one ? 'pair of one split is' : 'pairs of one split are'} also in another`;
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
