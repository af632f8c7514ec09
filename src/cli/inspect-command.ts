import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { claimSchema } from '../artifacts/claim.js';
import { ClaimlensError } from '../errors.js';
import { createInspector, type Inspection } from '../inspect.js';
import type { Limits } from '../photo/limits.js';
import { serializeReport } from '../report/canonical.js';
import type { Language } from '../report/fill.js';
import { renderHtml } from '../report/html/html.js';
import { makePictures } from '../report/pictures.js';
import type { Verdict } from '../report/schema.js';
import { renderText, wantsColour } from '../report/text.js';
import { EXIT, type ExitCode, reaches } from './exit-code.js';
import { readReference } from './reference.js';
import { openNamedRegistry, type RegistryArguments } from './registry.js';
import { print, warn } from './terminal.js';
import { readTrustAnchors } from './trust-anchors.js';

const KNOWN = Object.keys(claimSchema.shape).join(', ');

/** What `claimlens inspect` was given. */
export interface InspectArguments extends RegistryArguments {
  readonly reference: readonly string[];
  readonly claim?: string;
  readonly policy?: string;
  /** PEM file. */
  readonly c2paTrust?: string;
  /** Seconds. */
  readonly timeLimit?: number;
  /** Runs the deep signals too. */
  readonly deep?: boolean;
  readonly json?: boolean;
  readonly html?: string;
  readonly lang: Language;
  readonly failOn?: Verdict;
}

/** Inspects one photo and prints its report. */
export async function inspectCommand(photo: string, options: InspectArguments): Promise<ExitCode> {
  const claim = options.claim === undefined ? undefined : await readClaim(options.claim);
  const references = await Promise.all(options.reference.map(readReference));
  const c2paTrust = await readTrustAnchors(options.c2paTrust);
  const registry = await openNamedRegistry(options);
  const inspector = await createInspector({
    policy: options.policy,
    limits: toLimits(options.timeLimit),
    c2paTrust,
    registry,
  });
  try {
    const inspection = await inspector.inspectFully(
      { photo, references, claim },
      { register: options.register, deep: options.deep },
    );
    const { report } = inspection;
    await print(
      options.json
        ? `${serializeReport(report)}\n`
        : renderText(report, {
            language: options.lang,
            colour: wantsColour(process.stdout),
            columns: Math.min(100, Math.max(40, process.stdout.columns ?? 80)),
          }),
    );
    if (options.html !== undefined) {
      await writeHtml(options.html, inspection, options.lang);
      process.stderr.write(`HTML report: ${options.html}\n`);
    }
    return reaches(report.verdict, options.failOn) ? EXIT.failed : EXIT.done;
  } finally {
    await inspector.close();
    await registry?.close();
  }
}

/** Draws the pictures and writes the report as one HTML file. */
async function writeHtml(path: string, inspection: Inspection, language: Language): Promise<void> {
  const html = renderHtml(inspection.report, await makePictures(inspection), { language });
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, html);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ClaimlensError('invalid-argument', `--html: expected a writable file, got ${path} (${code})`, {
      cause: error,
    });
  }
}

/** The limits that a time limit in seconds asks for. */
export function toLimits(timeLimit: number | undefined): Partial<Limits> {
  return timeLimit === undefined ? {} : { maxDurationMs: timeLimit * 1000 };
}

/**
 * Reads a claim file.
 *
 * @throws ClaimlensError `not-found` or `invalid-argument`; the fields are checked by the inspector
 */
export async function readClaim(path: string): Promise<object> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ClaimlensError('not-found', `claim: expected a readable file, got ${path} (${error.code})`, {
      cause: error,
    });
  });
  try {
    const claim: unknown = JSON.parse(text);
    if (typeof claim === 'object' && claim !== null && !Array.isArray(claim)) {
      const unknown = Object.keys(claim).filter((field) => !Object.hasOwn(claimSchema.shape, field));
      // A slip in a name would cost the reading that needs it, and nobody would notice.
      if (unknown.length > 0) warn(`claim: left out ${unknown.join(', ')}: expected ${KNOWN}`);
      return claim;
    }
  } catch (error) {
    throw new ClaimlensError('invalid-argument', `claim: expected JSON in ${path}`, { cause: error });
  }
  throw new ClaimlensError('invalid-argument', `claim: expected a JSON object in ${path}`);
}
