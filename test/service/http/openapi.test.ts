import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../../src/service/http/openapi.js';

const committed = JSON.parse(
  readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8'),
) as Record<string, Record<string, unknown>>;

describe('docs/openapi.json', () => {
  it('is what the schemas say (npm run openapi writes it)', () => {
    const { info, ...rest } = JSON.parse(JSON.stringify(openApiDocument()));
    const { info: committedInfo, ...committedRest } = committed;
    expect(rest).toEqual(committedRest);
    expect({ ...info, version: '' }).toEqual({ ...committedInfo, version: '' });
  });

  it('is valid OpenAPI 3.1, and the validator would notice if it were not', async () => {
    const validate = (document: Record<string, unknown>) =>
      new Validator().validate(structuredClone(document));
    expect(await validate(committed)).toMatchObject({ valid: true });
    const { paths: _, ...pathless } = committed;
    expect(await validate({ ...pathless, paths: { healthz: {} } })).toMatchObject({ valid: false });
  });

  it('has no reference into nothing', () => {
    const names = Object.keys(committed.components.schemas as object);
    const referred = [...JSON.stringify(committed).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref);
    expect(referred.length).toBeGreaterThan(20);
    expect(referred.filter((ref) => !names.some((name) => ref === `#/components/schemas/${name}`))).toEqual(
      [],
    );
    expect(JSON.stringify(committed)).not.toContain('$defs');
  });
});
