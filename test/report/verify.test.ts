import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serializeReport } from '../../src/report/canonical.js';
import {
  appendDecision,
  appendTimestamp,
  createEvidence,
  type Evidence,
  serializeEvidence,
  signEvidence,
} from '../../src/report/evidence.js';
import type { Report } from '../../src/report/schema.js';
import { verifyReport } from '../../src/report/verify.js';
import { hash, sampleReport } from './sample.js';

const photo = new TextEncoder().encode('photo');
const reference = new TextEncoder().encode('reference');
const keys = generateKeyPairSync('ed25519');
const at = '2026-11-20T09:00:00Z';

/** A token that names the digest where a real one does; the rest of it is made up. */
function tokenFor(digest: string): Uint8Array {
  return Buffer.from(`30820100020101300d060960864801650304020105000420${digest}0500cafebabe`, 'hex');
}

function fullEvidence(): Evidence {
  let evidence = signEvidence(createEvidence(sampleReport()), { privateKey: keys.privateKey, at });
  evidence = appendTimestamp(evidence, tokenFor(evidence.head));
  evidence = appendDecision(evidence, {
    by: 'reviewer-7',
    at,
    decision: 'asked-for-more',
    reason: '请补拍 "x"',
  });
  evidence = appendDecision(evidence, { by: 'reviewer-9', at, decision: 'honoured', reason: '' });
  return signEvidence(evidence, { privateKey: keys.privateKey, at });
}

async function statusOf(...args: Parameters<typeof verifyReport>) {
  const { checks } = await verifyReport(...args);
  return Object.fromEntries(checks.map(({ name, status }) => [name, status]));
}

describe('verifyReport', () => {
  it('passes an untouched envelope with its pictures and a trusted key', async () => {
    const result = await verifyReport(serializeEvidence(fullEvidence()), [reference, photo], {
      trustedKeys: [keys.publicKey],
      installed: sampleReport().tool,
      inspect: async () =>
        sampleReport((draft) => {
          draft.timing.elapsedMs = 1;
        }),
    });
    expect(result.ok).toBe(true);
    expect(result.report).toEqual(sampleReport());
    expect(Object.fromEntries(result.checks.map(({ name, status }) => [name, status]))).toEqual({
      schema: 'passed',
      canonical: 'passed',
      consistency: 'passed',
      'report-hash': 'passed',
      records: 'passed',
      signature: 'passed',
      timestamp: 'not-checked',
      photo: 'passed',
      references: 'passed',
      versions: 'passed',
      inspection: 'passed',
    });
  });

  it('reads a bare report, and says what it could not check', async () => {
    expect(await statusOf(serializeReport(sampleReport()))).toEqual({
      schema: 'passed',
      canonical: 'passed',
      consistency: 'passed',
      'report-hash': 'not-checked',
      photo: 'not-checked',
      references: 'not-checked',
    });
    expect(
      await statusOf(serializeReport(sampleReport()), [], { expectedSha256: hash('other') }),
    ).toMatchObject({
      'report-hash': 'failed',
    });
  });

  it('forgives one final newline and nothing else', async () => {
    const text = serializeReport(sampleReport());
    expect(await statusOf(`${text}\n`)).toMatchObject({ canonical: 'passed' });
    expect(await statusOf(`${text}\n\n`)).toMatchObject({ canonical: 'failed' });
    expect(await statusOf(JSON.stringify(sampleReport(), null, 2))).toMatchObject({ canonical: 'failed' });
  });

  it('names a picture of another claim', async () => {
    const { ok, checks } = await verifyReport(serializeReport(sampleReport()), [new Uint8Array([1, 2, 3])]);
    expect(ok).toBe(false);
    expect(checks.find(({ name }) => name === 'unknown-file')).toMatchObject({
      status: 'failed',
      differences: [
        { path: '$.photo.sha256', expected: hash('photo'), actual: hash(new Uint8Array([1, 2, 3])) },
      ],
    });
    expect(await statusOf(serializeReport(sampleReport()), ['no/such/file.jpg'])).toMatchObject({
      'unknown-file': 'failed',
    });
  });

  it('says exactly which figure a repeated inspection gives otherwise', async () => {
    const inspect = async () =>
      sampleReport((draft) => {
        draft.readings[2].value = -2.3;
      });
    const { checks } = await verifyReport(serializeReport(sampleReport()), [photo, reference], { inspect });
    expect(checks.at(-1)).toMatchObject({
      name: 'inspection',
      status: 'failed',
      differences: [{ path: '$.readings[2].value', expected: -2.31, actual: -2.3 }],
    });
    expect(await statusOf(serializeReport(sampleReport()), [photo], { inspect })).toMatchObject({
      inspection: 'not-checked',
    });
    const throwing = async () => {
      throw new Error('no model');
    };
    expect(
      await statusOf(serializeReport(sampleReport()), [photo, reference], { inspect: throwing }),
    ).toMatchObject({ inspection: 'failed' });
  });

  it('names versions that differ without failing', async () => {
    const installed = { ...sampleReport().tool, version: '9.0.0' };
    const { ok, checks } = await verifyReport(serializeReport(sampleReport()), [], { installed });
    expect(ok).toBe(true);
    expect(checks.at(-1)).toMatchObject({
      status: 'differs',
      differences: [{ path: '$.version', expected: '0.1.0', actual: '9.0.0' }],
    });
  });

  it('tells a stranger’s signature from a trusted one', async () => {
    const text = serializeEvidence(fullEvidence());
    expect(await statusOf(text)).toMatchObject({ signature: 'not-checked' });
    const stranger = generateKeyPairSync('ed25519').publicKey;
    expect(await statusOf(text, [], { trustedKeys: [stranger] })).toMatchObject({ signature: 'failed' });
    const pem = keys.publicKey.export({ type: 'spki', format: 'pem' });
    expect(await statusOf(text, [], { trustedKeys: [stranger, pem] })).toMatchObject({ signature: 'passed' });
  });

  it.each<[string, (report: Report) => void, string]>([
    [
      'the total',
      (report) => {
        report.log10Lr = 0.2;
      },
      '$.log10Lr',
    ],
    [
      'a contribution',
      (report) => {
        report.contributions.jpeg = 1;
      },
      '$.log10Lr',
    ],
    [
      'the score alone',
      (report) => {
        report.score = null;
      },
      '$.score',
    ],
    [
      'a region outside',
      (report) => {
        report.regions[0].polygon[0] = [9999, 0];
      },
      '$.regions[0].polygon',
    ],
    [
      'a region of nothing',
      (report) => {
        report.regions[0].reading = 'x/y';
      },
      '$.regions[0].reading',
    ],
    [
      'a family',
      (report) => {
        report.readings[0].family = 'jpeg';
      },
      '$.readings[0].family',
    ],
  ])('sees the contradiction when %s is edited in a bare report', async (_, change, path) => {
    const { checks } = await verifyReport(serializeReport(sampleReport(change)));
    const check = checks.find(({ name }) => name === 'consistency');
    expect(check?.status).toBe('failed');
    expect(check?.differences?.map((difference) => difference.path)).toContain(path);
  });

  it.each([
    ['an unmeasured value', { value: 3 }, '$.readings[4].value'],
    ['the weight of nothing', { log10Lr: 1 }, '$.readings[4].log10Lr'],
    ['a missing reason', { reason: null }, '$.readings[4].reason'],
    ['the status', { status: 'measured' }, '$.readings[4].value'],
  ])('does not take a report for one when %s is edited', async (_, change, path) => {
    const report = sampleReport();
    expect(report.readings[4].status).toBe('not-applicable');
    Object.assign(report.readings[4], change);
    const { ok, checks } = await verifyReport(serializeReport(report));
    expect([ok, checks.at(-1)]).toMatchObject([false, { name: 'schema', status: 'failed' }]);
    expect(checks.at(-1)?.message).toContain(path);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['null', 'null'],
    ['a number', '1'],
    ['another schema', '{"schema":"claimlens/report/2"}'],
    ['an evidence without report', '{"schema":"claimlens/evidence/1"}'],
  ])('fails on %s without throwing', async (_, text) => {
    expect(await verifyReport(text)).toMatchObject({ ok: false, report: null });
  });

  it('fails on bytes that are no UTF-8', async () => {
    expect(await statusOf(Uint8Array.of(0x22, 0xff, 0x22))).toEqual({ readable: 'failed' });
  });
});

describe('10,000 changes', () => {
  const bytes = new TextEncoder().encode(serializeEvidence(fullEvidence()));

  it('catches every change of a single byte', async () => {
    expect((await verifyReport(bytes)).ok).toBe(true);
    const random = mulberry32(7);
    const missed: string[] = [];
    for (let i = 0; i < 5000; i++) {
      const changed = bytes.slice();
      const at = Math.floor(random() * bytes.length);
      changed[at] ^= 1 + Math.floor(random() * 255);
      if ((await verifyReport(changed)).ok) missed.push(`${at}: ${bytes[at]} -> ${changed[at]}`);
    }
    expect(missed).toEqual([]);
  }, 900_000);

  it('catches every change, loss, addition and swap of a single field', async () => {
    const random = mulberry32(11);
    const missed: string[] = [];
    for (let i = 0; i < 5000; i++) {
      const changed = JSON.parse(new TextDecoder().decode(bytes));
      const what = changeField(changed, random);
      if ((await verifyReport(changed)).ok) missed.push(what);
    }
    expect(missed).toEqual([]);
  }, 900_000);
});

describe.skipIf(!hasOpenssl())('time stamps by OpenSSL (skipped where there is none)', () => {
  it('recognises a token of a real authority, made for the head and for nothing else', async () => {
    const evidence = createEvidence(sampleReport());
    const token = stampWithOpenssl(evidence.head);
    const stamped = appendTimestamp(evidence, token);
    expect(await statusOf(serializeEvidence(stamped))).toMatchObject({
      records: 'passed',
      timestamp: 'not-checked',
    });
    const other = appendTimestamp(
      appendDecision(evidence, { by: 'a', at, decision: 'b', reason: '' }),
      token,
    );
    expect(await statusOf(serializeEvidence(other))).toMatchObject({
      records: 'passed',
      timestamp: 'failed',
    });
  });
});

/** Changes one random place of a JSON tree; returns what was done. */
function changeField(root: unknown, random: () => number): string {
  const places: { parent: Record<string, unknown> | unknown[]; key: string | number; path: string }[] = [];
  const walk = (node: unknown, path: string) => {
    if (node === null || typeof node !== 'object') return;
    for (const key of Array.isArray(node) ? node.keys() : Object.keys(node)) {
      places.push({ parent: node as Record<string, unknown>, key, path: `${path}.${key}` });
      walk((node as Record<string | number, unknown>)[key], `${path}.${key}`);
    }
  };
  walk(root, '$');
  for (;;) {
    const { parent, key, path } = places[Math.floor(random() * places.length)];
    const before = JSON.stringify(parent);
    const slot = parent as Record<string | number, unknown>;
    const value = slot[key];
    const kind = Math.floor(random() * 4);
    if (kind === 0 && Array.isArray(parent)) parent.splice(key as number, 1);
    else if (kind === 0) delete slot[key];
    else if (kind === 1 && Array.isArray(parent)) parent.splice(key as number, 0, structuredClone(value));
    else if (kind === 1) slot[`${key}x`] = value;
    else if (kind === 2 && Array.isArray(parent))
      [parent[0], parent[key as number]] = [parent[key as number], parent[0]];
    else if (typeof value === 'number') slot[key] = value + (random() < 0.5 ? 1 : 1e-9);
    else if (typeof value === 'string')
      slot[key] = value.length > 0 && random() < 0.5 ? value.slice(1) : `${value} `;
    else if (typeof value === 'boolean') slot[key] = !value;
    else slot[key] = value === null ? 0 : null;
    if (JSON.stringify(parent) !== before) return `${path} (${kind})`;
  }
}

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Makes a time stamp authority for the moment and asks it. */
function stampWithOpenssl(digest: string): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'claimlens-tsa-'));
  try {
    const config = `[req]\ndistinguished_name=dn\nx509_extensions=ext\nprompt=no\n[dn]\nCN=Test TSA\n[ext]\nextendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n
[tsa]\ndefault_tsa=one\n[one]\nserial=${folder}/serial\ncrypto_device=builtin\nsigner_cert=${folder}/tsa.pem\ncerts=${folder}/tsa.pem\nsigner_key=${folder}/tsa.key\nsigner_digest=sha256\ndefault_policy=1.2.3.4\ndigests=sha256\naccuracy=secs:1\n`;
    writeFileSync(join(folder, 'tsa.cnf'), config);
    writeFileSync(join(folder, 'serial'), '01\n');
    const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-config',
      'tsa.cnf',
      '-keyout',
      'tsa.key',
      '-out',
      'tsa.pem',
    );
    openssl('ts', '-query', '-sha256', '-digest', digest, '-out', 'query.tsq');
    openssl('ts', '-reply', '-config', 'tsa.cnf', '-queryfile', 'query.tsq', '-out', 'reply.tsr');
    return readFileSync(join(folder, 'reply.tsr'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
