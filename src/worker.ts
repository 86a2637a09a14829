import { serveWorker } from './commands/serve-worker.ts';

serveWorker();
