// Bundled by the test and run in a process of its own, to be one of many or to be killed: fetches one model and prints it.
import { fetchModel } from '../../../../src/model/sources/fetch-model.ts';
import { PATIENCE } from '../../../../src/model/sources/patience.ts';

const [endpoint = '', cache = '', repository = '', revision = ''] = process.argv.slice(2);
const found = await fetchModel(
  { kind: 'hub', repository, revision },
  {
    cache,
    environment: { endpoint, offline: false, ci: false },
    signal: new AbortController().signal,
    log: () => {},
    onProgress: () => {},
    patience: { ...PATIENCE, first: 5, longest: 20 },
  },
);
process.stdout.write(JSON.stringify(found));
