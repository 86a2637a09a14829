type Counts = Readonly<Record<string, number>>;

/** What counts of data faults say, a clause each; what a pull request did to the base branch's test pairs comes first. */
export function faultTexts(counts: Counts): string[] {
  const {
    test_unverified = 0,
    test_dropped = 0,
    test_relabelled = 0,
    test_respelled = 0,
    ...findings
  } = counts;
  return [
    ...(test_unverified > 0 ? [UNVERIFIED] : []),
    ...testSetText(test_dropped, test_relabelled, test_respelled),
    ...Object.entries(findings)
      .filter(([, count]) => count > 0)
      .map(([kind, count]) => findingText(kind, count)),
  ];
}

const UNVERIFIED =
  "the base branch's test pairs cannot be read, so whether this pull request changes them is not known (bring them here, or let the workflow set accept-policy-change)";

function testSetText(dropped: number, relabelled: number, respelled: number): string[] {
  const acts = [
    ...(dropped > 0 ? [`drops ${dropped}`] : []),
    ...(relabelled > 0 ? [`relabels ${relabelled}`] : []),
    ...(respelled > 0 ? [`changes case or white space of ${respelled}`] : []),
  ];
  if (acts.length === 0) return [];
  const pairs = (respelled || relabelled || dropped) === 1 ? 'test pair' : 'test pairs';
  return [
    `this pull request ${acts.join(' and ')} ${pairs} of the base branch (undo it, or let the workflow set accept-policy-change)`,
  ];
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
