import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fingerprintSchema } from '../../src/matching/fingerprint.js';
import { reportSchema } from '../../src/report/schema.js';
import type { Service } from '../../src/service/service.js';
import { form, LISTING, PHOTO, post, start } from './start.js';

let service: Service;
beforeAll(async () => {
  service = await start();
});
afterAll(() => service.close());

const inspections = () => `${service.url}/v1/inspections`;
const claim = JSON.stringify({ id: 'F-06', orderedAt: '2026-05-06' });

describe('POST /v1/inspections', () => {
  it('answers with the report of an uploaded photo', async () => {
    const { status, headers, json } = await post(
      inspections(),
      form(['photo', PHOTO], ['reference', LISTING], ['claim', claim]),
    );
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
    const report = reportSchema.parse(json);
    expect(report.claim.id).toBe('F-06');
    expect(report.photo.bytes).toBe(PHOTO.length);
    expect(report.references).toHaveLength(1);
    expect(report.readings.filter(({ status: s }) => s === 'failed')).toEqual([]);
    const again = await fetch(`${service.url}${headers.get('content-location')}`);
    expect(await again.json()).toEqual(json);
  });
});

describe('POST /v1/references', () => {
  it('answers with fingerprints that serve as references', async () => {
    const { status, json } = await post(`${service.url}/v1/references`, form(['reference', LISTING]));
    expect(status).toBe(200);
    const [fingerprint] = json.fingerprints as unknown[];
    expect(fingerprintSchema.parse(fingerprint).width).toBeGreaterThan(100);
    const inspected = await post(
      inspections(),
      form(['photo', PHOTO], ['reference', JSON.stringify(fingerprint)]),
    );
    expect(inspected.status).toBe(200);
    expect(reportSchema.parse(inspected.json).references).toHaveLength(1);
  });
});

describe('a registry of earlier claims', () => {
  it('is opened by the workers, and finds the photo of another buyer', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'claimlens-service-'));
    const registry = join(folder, 'claims.db');
    const remembering = await start({ inspector: { registry, register: true } });
    const inspect = async (id: string, buyer: string) => {
      const body = form(['photo', PHOTO], ['claim', JSON.stringify({ id, buyer })]);
      const { status, json } = await post(`${remembering.url}/v1/inspections`, body);
      expect(status).toBe(200);
      return reportSchema.parse(json).readings.find(({ family }) => family === 'registry');
    };
    expect((await inspect('C-1', 'a'))?.value).toBe(0);
    const found = await inspect('C-2', 'b');
    expect([found?.status, found?.value]).toEqual(['measured', expect.any(Number)]);
    expect(found?.value).toBeGreaterThan(0);
    await remembering.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
