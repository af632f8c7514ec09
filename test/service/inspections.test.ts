import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fingerprintSchema } from '../../src/matching/fingerprint.js';
import { reportSchema } from '../../src/report/schema.js';
import type { Service } from '../../src/service/service.js';
import { form, LISTING, PHOTO, post, start } from './start.js';

const POSTGRES_URL = process.env.CLAIMLENS_POSTGRES_URL;
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
    expect(await inspectClaim(remembering, 'C-1', 'a')).toMatchObject({ status: 'measured', value: 0 });
    expect(await inspectClaim(remembering, 'C-2', 'b')).toMatchObject({
      status: 'measured',
      value: 1,
      details: { otherBuyers: 1, earlier: [{ claim: 'C-1', confirmedBy: 'file' }] },
    });
    await remembering.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.skipIf(!POSTGRES_URL)('may be down: a failed reading, and the next one measured again', async () => {
    const line = await openLine(new URL(POSTGRES_URL ?? ''));
    const looking = await start({ inspector: { registry: line.url } });
    expect(await inspectClaim(looking, 'C-1', 'a')).toMatchObject({ status: 'measured' });
    await line.cut();
    expect(await inspectClaim(looking, 'C-1', 'a')).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('registry'),
    });
    expect((await fetch(`${looking.url}/readyz`)).status).toBe(200);
    await line.mend();
    expect(await inspectClaim(looking, 'C-1', 'a')).toMatchObject({ status: 'measured' });
    await looking.close();
    await line.cut();
  });
});

/** Uploads the photo for a claim; the answer is the reading of its registry. */
async function inspectClaim({ url }: Service, id: string, buyer: string) {
  const body = form(['photo', PHOTO], ['claim', JSON.stringify({ id, buyer })]);
  const { status, json } = await post(`${url}/v1/inspections`, body);
  expect(status).toBe(200);
  return reportSchema.parse(json).readings.find(({ family }) => family === 'registry');
}

/** A line to the database that can be cut. */
async function openLine(database: URL) {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(database.port || 5432), database.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ]) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => other.destroy());
      socket.pipe(other);
    }
  });
  const listen = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const url = new URL(database);
  [url.hostname, url.port] = ['127.0.0.1', String(port)];
  return {
    url: url.href,
    mend: () => listen(port),
    cut() {
      for (const socket of sockets) socket.destroy();
      sockets.clear();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
