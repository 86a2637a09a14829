// A schema of zod as the JSON Schema that is published.
import { z } from 'zod';
import { SCHEMA_VERSION } from '../../src/report/result.ts';

export interface SchemaOptions {
  /** Refuses fields that it does not know; otherwise a later version may add some. */
  readonly strict?: boolean;
}

interface Naming {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

/** Draft 2020-12. */
export function jsonSchemaOf(
  given: z.ZodType,
  { strict = false, name, title, description }: SchemaOptions & Naming,
): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(given, {
    target: 'draft-2020-12',
    io: strict ? 'output' : 'input',
    override: ({ jsonSchema }) => {
      // The name of a definition, which stands as its key.
      delete jsonSchema.id;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      // JSON has no NaN and no infinity: null is written.
      if (jsonSchema.type === 'number' && jsonSchema.const === undefined && jsonSchema.enum === undefined)
        Object.assign(jsonSchema, { type: ['number', 'null'] });
    },
  });
  return { $schema, $id: `urn:finetune-gate:${name}:${SCHEMA_VERSION}`, title, description, ...schema };
}
