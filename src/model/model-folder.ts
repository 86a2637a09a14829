import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { FinetuneGateError } from '../errors.ts';
import { LFS_POINTER, lfsPointer } from './lfs.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** A tokenizer of 250 000 words is 17 MB; more than this is no model's file. */
const MAX_JSON_BYTES = 256 * 2 ** 20;

/**
 * The files of one model. It hands out only what lies inside, symbolic links resolved: a model folder comes with a
 * pull request, and what is read from it is copied into the model that is published.
 */
export class ModelFolder {
  readonly folder: string;
  readonly #root: string;
  readonly #read = new Map<string, string>();

  private constructor(folder: string, root: string) {
    this.folder = folder;
    this.#root = root;
  }

  /**
   * @param root where symbolic links may lead; the folder itself when omitted.
   * @throws `MODEL_NOT_FOUND` when there is no such folder.
   */
  static async open(folder: string, root = folder): Promise<ModelFolder> {
    const found = await stat(folder).catch(() => undefined);
    if (!found?.isDirectory()) {
      throw new FinetuneGateError('MODEL_NOT_FOUND', 'There is no model folder here.', {
        place: { file: folder },
      });
    }
    return new ModelFolder(folder, await realpath(root));
  }

  /** Every file asked for so far that exists: name in the folder → path. */
  get filesRead(): ReadonlyMap<string, string> {
    return this.#read;
  }

  /** How a file is named in errors. */
  place(name: string): { file: string } {
    return { file: path.join(this.folder, name) };
  }

  /** The path of a file; null when it does not exist. `PATH_OUTSIDE` when it leads out of the folder. */
  async find(name: string): Promise<string | null> {
    const file = path.join(this.folder, name);
    const inside = (to: string, from: string) => {
      const way = path.relative(from, to);
      return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
    };
    const real = await realpath(file).catch(() => null);
    if (!inside(file, this.folder) || (real !== null && !inside(real, this.#root))) {
      throw new FinetuneGateError('PATH_OUTSIDE', `The model’s file ${name} leads out of its folder.`, {
        place: { file },
        remedy: 'Put the file itself into the model folder.',
      });
    }
    if (real === null || !(await stat(real)).isFile()) return null;
    this.#read.set(path.posix.normalize(name), file);
    return file;
  }

  /** Like `find`, but a missing file is `MODEL_NOT_FOUND`. */
  async need(name: string, remedy?: string): Promise<string> {
    const file = await this.find(name);
    if (file !== null) return file;
    throw new FinetuneGateError('MODEL_NOT_FOUND', `The model has no ${name}.`, {
      place: this.place(name),
      ...(remedy && { remedy }),
    });
  }

  /** A JSON file's value; undefined when it does not exist. `MODEL_INVALID` when it is not JSON. */
  async json(name: string): Promise<unknown> {
    const file = await this.find(name);
    if (file === null) return undefined;
    const { size } = await stat(file);
    const invalid = (message: string) =>
      new FinetuneGateError('MODEL_INVALID', `${name} ${message}.`, { place: this.place(name) });
    if (size > MAX_JSON_BYTES) throw invalid(`has ${size} bytes, too many for a model’s JSON file`);
    const text = await readFile(file, 'utf8');
    if (text.startsWith(LFS_POINTER)) throw lfsPointer(path.join(this.folder, name));
    try {
      return JSON.parse(text);
    } catch {
      // The parser's own message quotes the file.
      throw invalid('is not valid JSON');
    }
  }

  /** A JSON file that must hold an object; undefined when it does not exist. */
  async object(name: string): Promise<JsonObject | undefined> {
    const value = await this.json(name);
    if (value === undefined || isObject(value)) return value;
    throw new FinetuneGateError('MODEL_INVALID', `${name} does not hold a JSON object.`, {
      place: this.place(name),
    });
  }

  /** Like `object`, but a missing file is `MODEL_NOT_FOUND`. */
  async needObject(name: string, remedy?: string): Promise<JsonObject> {
    await this.need(name, remedy);
    return (await this.object(name)) ?? {};
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
