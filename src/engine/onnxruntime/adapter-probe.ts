import { spawn } from 'node:child_process';

/** What a process that tried a provider came back with. */
export interface Probe {
  /** Whether a session on the provider was made and gave the right number. */
  readonly works: boolean;
  /** Why not, in one line. */
  readonly reason?: string;
  /** What the Vulkan loader wrote; it names the device that was taken. */
  readonly log: string;
  /** Full paths of the libraries that the process had loaded; Linux only. */
  readonly libraries: readonly string[];
}

const TIMEOUT_MS = 20_000;
const LOG_LIMIT = 1 << 20;

/** An ONNX model, opset 18, of one node: y = x + x, each float32 [1]. */
const MODEL = 'CAg6OQoOCgF4CgF4EgF5IgNBZGQSBXByb2JlWg8KAXgSCgoICAESBAoCCAFiDwoBeRIKCggIARIECgIIAUICEBI=';

/** CommonJS for `node -e`; its arguments are the folder of onnxruntime-node and the provider. */
const SCRIPT = `
const { readFileSync, writeSync } = require('node:fs');
const [folder, provider] = process.argv.slice(1);
const answer = { works: false, libraries: [] };
try {
  const { binding, initOrt } = require(folder + '/dist/binding.js');
  const { Tensor } = require(require.resolve('onnxruntime-common', { paths: [folder] }));
  initOrt();
  const model = Uint8Array.from(Buffer.from('${MODEL}', 'base64'));
  const session = new binding.InferenceSession();
  session.loadModel(model.buffer, 0, model.length, { executionProviders: [provider], logSeverityLevel: 3 });
  const { y } = session.run({ x: new Tensor('float32', Float32Array.of(21), [1]) }, { y: null }, {});
  answer.works = y.data[0] === 42;
  if (!answer.works) answer.reason = 'it computes 21 + 21 = ' + y.data[0];
} catch (error) {
  answer.reason = String(error && error.message);
}
try {
  const paths = readFileSync('/proc/self/maps', 'utf8').match(/\\/\\S.*$/gm) || [];
  answer.libraries = [...new Set(paths)].filter(path => path.includes('.so'));
} catch {}
writeSync(1, '\\n' + JSON.stringify(answer));
process.exit(0);
`;

/**
 * Tries a provider in a process of its own: Dawn may abort the process that asks it for a device, and a driver may hang.
 *
 * @param folder the folder of onnxruntime-node
 */
export function probeProvider(
  folder: string,
  provider: 'webgpu' | 'cuda',
  timeout = TIMEOUT_MS,
): Promise<Probe> {
  return new Promise(resolve => {
    const child = spawn(process.execPath, ['-e', SCRIPT, folder, provider], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1', VK_LOADER_DEBUG: 'error,warn,driver' },
      timeout,
      killSignal: 'SIGKILL',
    });
    let [answer, log] = ['', ''];
    child.stdout.on('data', chunk => {
      answer += chunk;
    });
    child.stderr.on('data', chunk => {
      if (log.length < LOG_LIMIT) log += chunk;
    });
    const failed = (reason: string) => resolve({ works: false, reason, log, libraries: [] });
    child.on('error', error => failed(error.message));
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL') failed(`it did not answer within ${timeout / 1000} s`);
      else if (code !== 0) failed(`the process that tried it ended by ${signal ?? `exit code ${code}`}`);
      else resolve({ ...readAnswer(answer, log), log });
    });
  });
}

/** The last line: a driver may have written on standard output too. */
function readAnswer(text: string, log: string): Omit<Probe, 'log'> {
  const { works, reason, libraries } = JSON.parse(text.slice(text.lastIndexOf('\n'))) as Omit<Probe, 'log'>;
  return { works, libraries, ...(reason !== undefined && { reason: missingLibrary(log) ?? brief(reason) }) };
}

/** CUDA's provider is a library of its own, and only the log says what that one lacks. */
function missingLibrary(log: string): string | undefined {
  const [, said] = /Failed to load library .* with error: (.+)/.exec(log) ?? [];
  return said?.replace(/^.*\/(?=[^/]*\.so)/, '').trim();
}

/** ONNX Runtime's message without the place in its source and the condition that did not hold. */
function brief(message: string): string {
  const [, said = message] = /(?: was false\. |Failed with error: )([\s\S]+)/.exec(message) ?? [];
  return said.split('\n', 1)[0]!.trim().replace(/\.$/, '');
}
