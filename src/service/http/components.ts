import { z } from 'zod';
import { SCHEMAS, type SchemaName } from './schemas.js';

type Json = Record<string, unknown>;

/**
 * The schemas as components of an OpenAPI 3.1 document, whose schema dialect is JSON Schema 2020-12. A definition
 * that zod keeps within a schema becomes a component of its own: references of a document start at its root.
 */
export function schemaComponents(): Json {
  const components: Json = {};
  for (const [name, schema] of Object.entries(SCHEMAS)) {
    const { $schema: _, $defs = {}, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12' }) as Json;
    for (const [inner, definition] of Object.entries($defs as Json))
      components[innerName(name, inner)] = rebase(definition, name);
    components[name] = rebase(rest, name);
  }
  return components;
}

/** A reference to a component. */
export function refTo(name: SchemaName): Json {
  return { $ref: `#/components/schemas/${name}` };
}

function rebase(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map((item) => rebase(item, name));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      key === '$ref' && typeof item === 'string'
        ? item.replace(
            /^#\/\$defs\/(.+)$/,
            (_, inner: string) => `#/components/schemas/${innerName(name, inner)}`,
          )
        : rebase(item, name),
    ]),
  );
}

const innerName = (name: string, inner: string) => `${name}${inner.replace(/^_+schema/, 'Part')}`;
