import type { KeyLike } from 'node:crypto';
import { checkAborted, toClaimlensError } from '../errors.js';
import { DEFAULT_LIMITS } from '../photo/limits.js';
import { type PhotoSource, readSource } from '../photo/source.js';
import { canonicalJson, sha256Hex } from './canonical.js';
import { type Check, failed, notChecked, passed } from './check.js';
import { checkConsistency } from './consistency.js';
import { listDifferences } from './differences.js';
import { EVIDENCE_SCHEMA, type Evidence, evidenceSchema } from './evidence.js';
import { checkRecords } from './records.js';
import { keepRepeatable } from './repeatable.js';
import { type Report, reportSchema } from './schema.js';

/** The whole verification. */
export interface Verification {
  /** No check failed. What was not checked is listed all the same. */
  readonly ok: boolean;
  readonly checks: readonly Check[];
  /** The report, when it could be read. */
  readonly report: Report | null;
}

/** What a verification can use beside the report and the pictures. */
export interface VerifyOptions {
  /**
   * Repeats the inspection; given, every figure is compared, `timing` aside. Readings of earlier claims are left out,
   * and the check says so, where the report had a registry and the repetition has none.
   */
  readonly inspect?: (
    pictures: { photo: Uint8Array; references: Uint8Array[] },
    options: { readonly signal?: AbortSignal },
  ) => Promise<Report>;
  /** What this installation would write as `tool`, to name versions that differ. */
  readonly installed?: Report['tool'];
  /** Public keys whose signatures are trusted (Ed25519; PEM, DER or KeyObject). */
  readonly trustedKeys?: readonly KeyLike[];
  /** The report's or the envelope head's SHA-256 as kept elsewhere. */
  readonly expectedSha256?: string;
  /** Ends the verification before the next picture, with `aborted`; `inspect` gets it too. */
  readonly signal?: AbortSignal;
}

/**
 * Verifies a report or an evidence envelope against the pictures that it speaks of. Nothing leaves the machine.
 *
 * @param file the file's bytes or text, or an already parsed report or envelope (then `canonical` is not checked)
 * @param pictures the photo and the references, in any order: they are recognised by their hash
 * @returns every check with its result; bad content never throws
 * @throws ClaimlensError `aborted`
 * @example
 * const { ok, checks } = await verifyReport(await readFile('report.json'), ['claim.jpg', 'listing.jpg']);
 * if (!ok) console.log(checks.filter(({ status }) => status === 'failed'));
 */
export async function verifyReport(
  file: Uint8Array | string | Report | Evidence,
  pictures: readonly PhotoSource[] = [],
  options: VerifyOptions = {},
): Promise<Verification> {
  checkAborted(options.signal, 'verifyReport');
  const checks: Check[] = [];
  const content = read(file, checks);
  if (!content) return { ok: false, checks, report: null };
  const { report, evidence } = content;
  checks.push(checkConsistency(report));
  const digest = sha256Hex(canonicalJson(report));
  checks.push(...checkHashes(digest, evidence, options.expectedSha256));
  if (evidence) checks.push(...checkRecords(evidence, options.trustedKeys ?? []));
  const found = await matchPictures(report, pictures, checks, options.signal);
  if (options.installed) checks.push(checkVersions(report.tool, options.installed));
  if (options.inspect) checks.push(await checkInspection(report, found, options.inspect, options.signal));
  return { ok: checks.every(({ status }) => status !== 'failed'), checks, report };
}

function read(file: Uint8Array | string | Report | Evidence, checks: Check[]) {
  let parsed: unknown = file;
  let text: string | null = null;
  if (typeof file === 'string' || file instanceof Uint8Array) {
    try {
      text =
        typeof file === 'string'
          ? file
          : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file);
      parsed = JSON.parse(text);
    } catch (error) {
      checks.push(failed('readable', `no UTF-8 JSON: ${error instanceof Error ? error.message : error}`));
      return null;
    }
  }
  const isEvidence = (parsed as { schema?: unknown } | null)?.schema === EVIDENCE_SCHEMA;
  const result = isEvidence ? evidenceSchema.safeParse(parsed) : reportSchema.safeParse(parsed);
  if (!result.success) {
    const { path, message } = result.error.issues[0];
    checks.push(
      failed(
        'schema',
        `$${path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')}: ${message}`,
      ),
    );
    return null;
  }
  checks.push(passed('schema', result.data.schema));
  try {
    const canonical = canonicalJson(parsed);
    if (text !== null) checks.push(checkCanonical(text, canonical));
  } catch (error) {
    checks.push(failed('canonical', error instanceof Error ? error.message : String(error)));
    return null;
  }
  const evidence = isEvidence ? (result.data as Evidence) : null;
  return { report: evidence ? evidence.report : (result.data as Report), evidence };
}

/** One final newline is forgiven: shells and editors add it. */
function checkCanonical(text: string, canonical: string): Check {
  if (text === canonical || text === `${canonical}\n`) return passed('canonical', 'RFC 8785');
  let at = 0;
  while (text[at] === canonical[at]) at++;
  return failed('canonical', `the file is not in canonical form from character ${at} on`);
}

function checkHashes(digest: string, evidence: Evidence | null, expected: string | undefined): Check[] {
  const checks: Check[] = [];
  if (evidence) {
    checks.push(
      evidence.sha256 === digest
        ? passed('report-hash', digest)
        : failed('report-hash', 'the report is not the one that was put into the envelope', [
            { path: '$.sha256', expected: evidence.sha256, actual: digest },
          ]),
    );
  }
  if (expected) {
    const known = evidence ? [digest, evidence.head] : [digest];
    checks.push(
      known.includes(expected.toLowerCase())
        ? passed('report-hash', 'equals the hash that was kept elsewhere')
        : failed('report-hash', 'differs from the hash that was kept elsewhere', [
            { path: '$', expected, actual: evidence ? evidence.head : digest },
          ]),
    );
  }
  if (checks.length === 0)
    checks.push(notChecked('report-hash', `a bare report carries no hash; it is ${digest}`));
  return checks;
}

async function matchPictures(
  report: Report,
  sources: readonly PhotoSource[],
  checks: Check[],
  signal: AbortSignal | undefined,
) {
  const limits = { ...DEFAULT_LIMITS, maxBytes: Number.MAX_SAFE_INTEGER };
  const byHash = new Map<string, Uint8Array>();
  const known = new Set([report.photo.sha256, ...report.references.map(({ sha256 }) => sha256)]);
  for (const [i, source] of sources.entries()) {
    checkAborted(signal, 'verifyReport');
    const name = typeof source === 'string' ? source : `picture ${i + 1}`;
    try {
      const bytes = await readSource(source, name, limits);
      const digest = sha256Hex(bytes);
      if (!known.has(digest))
        checks.push(
          failed('unknown-file', `${name}: neither the photo nor a reference of this report`, [
            { path: '$.photo.sha256', expected: report.photo.sha256, actual: digest },
          ]),
        );
      byHash.set(digest, bytes);
    } catch (error) {
      checks.push(failed('unknown-file', toClaimlensError(error, 'not-found', name).message));
    }
  }
  checks.push(
    byHash.has(report.photo.sha256)
      ? passed('photo', report.photo.sha256)
      : notChecked('photo', `the photo with SHA-256 ${report.photo.sha256} was not given`),
  );
  const missing = report.references.filter(({ sha256 }) => !byHash.has(sha256));
  if (report.references.length > 0)
    checks.push(
      missing.length === 0
        ? passed('references', `${report.references.length} of ${report.references.length}`)
        : notChecked('references', `not given: ${missing.map(({ sha256 }) => sha256).join(', ')}`),
    );
  return byHash;
}

function checkVersions(written: Report['tool'], installed: Report['tool']): Check {
  const differences = listDifferences(written, installed);
  if (differences.length === 0)
    return passed('versions', `claimlens ${installed.version}, same models and policy`);
  const message = 'this installation is not the one that wrote the report; its figures may differ';
  return { name: 'versions', status: 'differs', message, differences };
}

async function checkInspection(
  report: Report,
  found: ReadonlyMap<string, Uint8Array>,
  inspect: NonNullable<VerifyOptions['inspect']>,
  signal: AbortSignal | undefined,
): Promise<Check> {
  checkAborted(signal, 'verifyReport');
  const photo = found.get(report.photo.sha256);
  const references = report.references.flatMap(({ sha256 }) => found.get(sha256) ?? []);
  if (!photo || references.length < report.references.length)
    return notChecked('inspection', 'repeating it takes the photo and every reference');
  try {
    const repeated = await inspect({ photo, references }, { signal });
    const { expected, actual, leftOut } = keepRepeatable(report, repeated);
    const differences = listDifferences(expected, actual, { ignore: ['timing'] });
    const but = leftOut === null ? '' : `; left out: ${leftOut}`;
    if (differences.length === 0)
      return passed('inspection', `repeated; every ${leftOut ? 'other ' : ''}figure is the same${but}`);
    return failed('inspection', `repeated; these figures differ${but}`, differences);
  } catch (error) {
    checkAborted(signal, 'verifyReport');
    return failed(
      'inspection',
      `could not be repeated: ${toClaimlensError(error, 'internal', 'inspect').message}`,
    );
  }
}
