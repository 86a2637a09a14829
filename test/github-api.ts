import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { root } from './shared.ts';

type Json = Record<string, any>;

/** One request to GitHub's REST API and what was answered. */
export interface Exchange {
  readonly method: string;
  /** E.g. `/repos/acme/search/releases`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly contentType: string;
  /** Of a request with JSON. */
  readonly body?: unknown;
  readonly status: number;
  /** Of an answer with JSON. */
  readonly answer?: unknown;
}

/** Statuses that any operation may answer with, whatever its description lists. */
const ANYWHERE = new Set([401, 403, 404, 408, 422, 429, 500, 502, 503]);

let described: GitHubDescription | undefined;

/** GitHub's own description of its REST API, to hold a test's requests, and the answers of its stand-in, against. */
export function githubDescription(): GitHubDescription {
  described ??= new GitHubDescription();
  return described;
}

class GitHubDescription {
  readonly #api: Json;
  readonly #ajv: Ajv;
  readonly #validators = new Map<string, ValidateFunction>();
  readonly #paths: readonly { readonly template: string; readonly pattern: RegExp }[];

  constructor() {
    const file = join(root, 'node_modules/@octokit/openapi/generated/api.github.com.json');
    this.#api = JSON.parse(readFileSync(file, 'utf8'));
    // The text of the upload's description names this state; its enumeration does not.
    this.#api.components.schemas['release-asset'].properties.state.enum.push('starter');
    this.#ajv = new Ajv({ strict: false, allErrors: true });
    this.#ajv.addFormat('int64', true);
    this.#ajv.addFormat('uri', text => URL.canParse(text));
    this.#ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/);
    this.#paths = Object.keys(this.#api.paths)
      // Literal parts win over parameters.
      .sort((a, b) => a.split('{').length - b.split('{').length)
      .map(template => ({
        template,
        // A reference has slashes of its own.
        pattern: new RegExp(
          `^${template
            .replace(/[.*+?^$()|[\]\\]/g, '\\$&')
            .replace(/^(.*\/git\/.*)\{ref\}/, '$1.+')
            .replace(/\{[^}]+\}/g, '[^/]+')}$`,
        ),
      }));
  }

  /** What an exchange does that the description does not know; empty when nothing. */
  faultsOf({ method, path, query, contentType, body, status, answer }: Exchange): string[] {
    const at = `${method} ${path}`;
    const template = this.#paths.find(({ pattern }) => pattern.test(path))?.template;
    const operation: Json | undefined = template && this.#api.paths[template]?.[method.toLowerCase()];
    if (!operation) return [`${at}: there is no such operation`];
    const faults: string[] = [];
    const parameters: Json[] = [...(operation.parameters ?? [])].map(one => this.#resolved(one));
    const known = parameters.filter(one => one.in === 'query');
    for (const [name, text] of query) {
      const parameter = known.find(one => one.name === name);
      if (!parameter) faults.push(`${at}: no parameter ${name}`);
      else {
        const value = parameter.schema.type === 'integer' ? Number(text) : text;
        faults.push(...this.#check(`${at}?${name}`, parameter.schema, value));
      }
    }
    for (const one of known)
      if (one.required && !query.has(one.name)) faults.push(`${at}: lacks ${one.name}`);
    const content = operation.requestBody?.content;
    if (body !== undefined) {
      const schema = content?.['application/json']?.schema;
      if (!schema || !contentType.startsWith('application/json')) faults.push(`${at}: takes no JSON`);
      else {
        faults.push(...this.#check(`${at} request`, schema, body));
        // The description forbids no further names; a misspelled one is a fault all the same.
        for (const name of Object.keys(body as object)) {
          if (schema.properties && !(name in schema.properties)) faults.push(`${at} request: no ${name}`);
        }
      }
    } else if (operation.requestBody?.required) faults.push(`${at}: lacks a body`);
    else if (contentType !== '' && content && !(contentType in content) && !content['application/json'])
      faults.push(`${at}: takes no ${contentType}`);
    const response = operation.responses[String(status)];
    if (!response)
      return ANYWHERE.has(status) ? faults : [...faults, `${at}: is not answered with ${status}`];
    const schema = this.#resolved(response).content?.['application/json']?.schema;
    if (schema && answer !== undefined) faults.push(...this.#check(`${at} ${status}`, schema, answer));
    return faults;
  }

  #check(where: string, schema: Json, value: unknown): string[] {
    const key = JSON.stringify(schema);
    let validate = this.#validators.get(key);
    if (!validate) {
      validate = this.#ajv.compile({ ...this.#standing(schema) });
      this.#validators.set(key, validate);
    }
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${where}${instancePath}: ${message}`);
  }

  /** A schema with those that it refers to beside it: the whole description is too large to compile. */
  #standing(schema: Json): Json {
    const needed: Json = {};
    const visit = (node: unknown): void => {
      if (Array.isArray(node)) node.forEach(visit);
      if (typeof node !== 'object' || node === null) return;
      const [, name] = /^#\/components\/schemas\/(.+)$/.exec(String((node as Json).$ref ?? '')) ?? [];
      if (name !== undefined && !(name in needed)) {
        needed[name] = this.#api.components.schemas[name];
        visit(needed[name]);
      }
      Object.values(node).forEach(visit);
    };
    visit(schema);
    return { allOf: [schema], components: { schemas: needed } };
  }

  #resolved(node: Json): Json {
    const [, kind, name] = /^#\/components\/(\w+)\/(.+)$/.exec(node.$ref ?? '') ?? [];
    return kind === undefined || name === undefined ? node : this.#api.components[kind][name];
  }
}
