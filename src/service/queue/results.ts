import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { InspectionResult } from '../../pool/messages.js';
import { canonicalJson, sha256Hex } from '../../report/canonical.js';
import type { ClaimJob } from './job.js';

const compress = promisify(gzip);
const decompress = promisify(gunzip);
/** The golden report shrinks from 25 to 11 kB; the slowest level saves another 8 %. */
const LEVEL = 1;

/** Results by content and versions. The first one stored under a key stays. */
export interface ResultStore {
  /** @returns null when there is none, or no longer */
  get(key: string): Promise<InspectionResult | null>;
  /** @returns what is stored now: the given result, or an earlier one */
  put(key: string, result: InspectionResult): Promise<InspectionResult>;
  /** Deletes what is older than the store keeps; engines that forget by themselves do nothing. */
  purge(): Promise<void>;
}

/** What a result depends on. */
interface ResultSubject {
  readonly job: ClaimJob;
  /** SHA-256 of the photo's bytes. */
  readonly photo: string;
  /** SHA-256 of each reference's bytes, or of the canonical JSON of a fingerprint, in their order. */
  readonly references: readonly string[];
  /** Tool, models, policy and settings of the inspector: see `digestVersions`. */
  readonly versions: string;
}

/** Same pictures, same claim facts, same versions: the same key. Where the pictures lay is no part of it. */
export function resultKey({ job, photo, references, versions }: ResultSubject): string {
  const { claim, html } = job;
  return sha256Hex(canonicalJson({ claim, html, photo, references: [...references], versions }));
}

/** Packs a result for an engine. */
export async function packResult(result: InspectionResult): Promise<Buffer> {
  return compress(JSON.stringify(result), { level: LEVEL });
}

export async function unpackResult(packed: Uint8Array): Promise<InspectionResult> {
  return JSON.parse((await decompress(packed)).toString('utf8')) as InspectionResult;
}
