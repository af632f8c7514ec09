import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { parseClaim } from '../../src/artifacts/claim.js';
import { parseBench } from '../../src/bench/compare.js';
import { parseC2paStore } from '../../src/bytes/c2pa-store.js';
import { asObject, pickField, readLooseObject } from '../../src/bytes/loose-json.js';
import { readXmp } from '../../src/bytes/xmp.js';
import { readRows } from '../../src/cli/batch/rows.js';
import { formatResult } from '../../src/cli/batch-command.js';
import { ClaimlensError } from '../../src/errors.js';
import { parsePolicy } from '../../src/fusion/policy.js';
import { parseFingerprint } from '../../src/matching/fingerprint.js';
import { renderHtml } from '../../src/report/html/html.js';
import { renderText } from '../../src/report/text.js';
import { verifyReport } from '../../src/report/verify.js';

const root = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'claimlens-pollution-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PAYLOAD = '{"polluted":1,"toString":1}';
/** JSON text in which every object also holds what merges fall for. */
const poison = (json: string) =>
  json.replace(/\{(?=\s*["}])/g, (_, at) => {
    const last = /^\{\s*\}/.test(json.slice(at));
    return `{"__proto__":${PAYLOAD},"constructor":{"prototype":${PAYLOAD}}${last ? '' : ','}`;
  });

const REPORT = root('test/golden/forged-mug-crack.json');
const before = Object.getOwnPropertyNames(Object.prototype).sort();

afterEach(() => {
  // Whatever was read, every other object of the process is as it was.
  expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(before);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  expect(String({})).toBe('[object Object]');
});

describe('objects named __proto__ and constructor', () => {
  it.each<[string, string, (text: string) => unknown]>([
    ['a claim', '{"id":"c-1","buyer":"b"}', (text) => parseClaim(JSON.parse(text))],
    ['a policy', root('models/fusion/policy.json'), (text) => parsePolicy(JSON.parse(text))],
    [
      'a fingerprint',
      '{"schema":"claimlens/fingerprint/1","view":{}}',
      (text) => parseFingerprint(JSON.parse(text)),
    ],
    [
      'an earlier benchmark',
      '{"schema":"claimlens/bench/1","quality":{}}',
      (text) => parseBench(text, 'bench'),
    ],
    ['a C2PA store', '{"manifests":{"a":{}},"active_manifest":"a"}', parseC2paStore],
  ])('in %s change nothing else', (_, json, read) => {
    const text = poison(json);
    expect(text).toContain('__proto__');
    let value: unknown;
    try {
      value = read(text);
    } catch (error) {
      expect(error).toBeInstanceOf(ClaimlensError);
      return;
    }
    expect((value as { polluted?: unknown } | null)?.polluted).toBeUndefined();
  });

  it('make a report fail its schema, and an honest report pass it', async () => {
    expect((await verifyReport(REPORT, [])).checks.find(({ name }) => name === 'schema')).toMatchObject({
      status: 'passed',
    });
    const poisoned = await verifyReport(poison(REPORT), []);
    expect([poisoned.ok, poisoned.report]).toEqual([false, null]);
  });

  it('inside the free fields of a report are shown as text', () => {
    const report = JSON.parse(REPORT);
    report.claim = JSON.parse(poison('{"id":"<c>"}'));
    expect(renderText(report)).not.toContain('polluted');
    expect(renderHtml(report, null)).not.toContain('<c>');
  });

  it('are columns like others in a claims file', async () => {
    const csv = join(folder, 'claims.csv');
    const jsonl = join(folder, 'claims.jsonl');
    writeFileSync(csv, 'id,photo,__proto__,constructor\n1,a.jpg,polluted,x\n');
    writeFileSync(jsonl, `${poison('{"id":"1","photo":"a.jpg"}')}\n`);
    for (const path of [csv, jsonl])
      for await (const row of readRows(path)) {
        expect(Object.keys(row.extra)).toEqual(['__proto__', 'constructor']);
        expect(row.task).toMatchObject({ photo: join(folder, 'a.jpg'), claim: { id: '1' } });
        const error = { code: 'not-found', message: '' } as const;
        expect(Object.keys(JSON.parse(formatResult(row, { error })))).toContain('__proto__');
      }
  });

  it('in metadata written by strangers stay fields', () => {
    const loose = readLooseObject(poison('{"Label":"1","inner":{}}'));
    expect(pickField(loose?.fields ?? {}, 'label')).toBe('1');
    expect(asObject('{"__proto__":{"polluted":1}}')?.polluted).toBeUndefined();
    const rdf = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"';
    const packet = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ${rdf}><rdf:Description __proto__="1"><__proto__><polluted>1</polluted></__proto__><constructor><prototype>1</prototype></constructor></rdf:Description></rdf:RDF></x:xmpmeta>`;
    const packets = readXmp([{ where: 'xmp', offset: 0, data: Buffer.from(packet) }]);
    expect(packets.length).toBe(1);
  });
});
