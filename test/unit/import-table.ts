import { posix } from 'node:path';

/** A file under src, its path relative to src. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}

/** What a room may take from another: everything, only types (and the files that hold nothing else), or its options. */
type Allowance = 'all' | 'types' | 'options';

const ROOMS =
  'engine data repository model training evaluation gate sweep config report publish commands action'.split(
    ' ',
  );

const everyRoom = (allowance: Allowance, except: string[] = []): Record<string, Allowance> =>
  Object.fromEntries(ROOMS.filter(room => !except.includes(room)).map(room => [room, allowance]));

/** Leaves at the top that every file may import. */
const OPEN = new Set([
  'code-cache.ts',
  'errors.ts',
  'error-codes.ts',
  'model-error-codes.ts',
  'error-record.ts',
  'version.ts',
]);

/** Who may know whom. */
const TABLE: Readonly<Record<string, Readonly<Record<string, Allowance>>>> = {
  engine: {},
  data: {},
  repository: {},
  model: { engine: 'all' },
  training: { model: 'all', engine: 'all', data: 'types' },
  evaluation: { data: 'types' },
  gate: { evaluation: 'types' },
  sweep: { gate: 'all', evaluation: 'types' },
  config: everyRoom('options'),
  report: everyRoom('types'),
  publish: { model: 'all', report: 'all' },
  commands: everyRoom('all', ['action']),
  action: { commands: 'all', report: 'all', config: 'all' },
  'main.ts': { action: 'all' },
  'cli.ts': { commands: 'all', report: 'all', config: 'all' },
  'worker.ts': { commands: 'all' },
  'code-cache.ts': {},
  'error-codes.ts': {},
  'model-error-codes.ts': {},
  'errors.ts': {},
  'error-record.ts': {},
  'version.ts': {},
};

/** Files that hold types and the constants these are made of, so that importing a value from them is no dependency. */
const TYPE_FILES = new Set(['evaluation/types.ts', 'data/pair.ts', 'gate/verdict.ts', 'report/result.ts']);

/** What `config` composes: each room's options, and the name that a baseline option gets. */
const OPTION_FILES = /^[a-z]+\/options\.ts$|^evaluation\/baseline-name\.ts$/;

/** Libraries that belong to one room. */
const OWNED: readonly (readonly [library: RegExp, room: string])[] = [
  [/^@actions\//, 'action'],
  [/^simple-git(?:\/|$)/, 'repository'],
  [/^@tensorflow\/tfjs-(?:backend-|node)/, 'engine'],
  [/^onnxruntime-/, 'engine'],
];

const STATEMENT =
  /^[ \t]*(?:import|export)\s+(type\s)?(?:[\w*{][^'";]*?\s*from\s*)?['"]([^'"\n]+)['"]|(\btype\b[^=\n]*=[^\n]*)?\b(?:import|require)\(\s*['"]([^'"\n]+)['"]\s*\)/gm;

/** Imports, re-exports, dynamic imports and requires of a module, in their order. */
export function importsOf(text: string): Import[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
  return [...code.matchAll(STATEMENT)].map(([, type, from, inType, called]) => ({
    from: from ?? called ?? '',
    typeOnly: type !== undefined || inType !== undefined,
  }));
}

const roomOf = (path: string): string => path.split('/')[0]!;

function allows(allowance: Allowance | undefined, target: string, typeOnly: boolean): boolean {
  if (allowance === 'types') return typeOnly || TYPE_FILES.has(target);
  if (allowance === 'options') return OPTION_FILES.test(target);
  return allowance === 'all';
}

function faultOf(path: string, { from, typeOnly }: Import): string | undefined {
  const room = roomOf(path);
  if (!from.startsWith('.')) {
    const owner = OWNED.find(([library]) => library.test(from))?.[1];
    return owner === undefined || owner === room ? undefined : `${path}: only ${owner}/ may import ${from}`;
  }
  const target = posix.join(posix.dirname(path), from);
  if (path === 'version.ts' && target === '../package.json') return undefined;
  if (!target.endsWith('.ts')) return `${path}: ${from} does not name a .ts file`;
  if (target.startsWith('..')) return `${path}: ${from} leaves src`;
  if (OPEN.has(target) || (roomOf(target) === room && target.includes('/'))) return undefined;
  const allowed = allows(TABLE[room]?.[roomOf(target)], target, typeOnly);
  return allowed ? undefined : `${path}: may not import ${target}`;
}

/** Every import that the table does not allow, and every file that stands in no room. */
export function findFaults(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    if (!(roomOf(path) in TABLE)) return [`${path}: there is no room ${roomOf(path)}`];
    return importsOf(text).flatMap(one => faultOf(path, one) ?? []);
  });
}

/** The first cycle among the files, from a file back to itself; empty when there is none. Types count too. */
export function findCycle(files: readonly SourceFile[]): string[] {
  const targets = new Map(
    files.map(({ path, text }) => [
      path,
      importsOf(text)
        .filter(({ from }) => from.startsWith('.'))
        .map(({ from }) => posix.join(posix.dirname(path), from)),
    ]),
  );
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return [];
    done.add(path);
    for (const target of targets.get(path) ?? []) {
      const cycle = visit(target, [...trail, path]);
      if (cycle.length > 0) return cycle;
    }
    return [];
  };
  for (const { path } of files) {
    const cycle = visit(path, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
