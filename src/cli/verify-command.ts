import { readFile } from 'node:fs/promises';
import { ClaimlensError } from '../errors.js';
import { createInspector } from '../inspect.js';
import { verifyReport } from '../report/verify.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { readClaim, toLimits } from './inspect-command.js';
import { openNamedRegistry } from './registry.js';
import { print } from './terminal.js';
import { readTrustAnchors } from './trust-anchors.js';

/** What `claimlens verify` was given. */
export interface VerifyArguments {
  readonly repeat?: boolean;
  readonly timeLimit?: number;
  /** The repeated inspection runs the deep signals too. */
  readonly deep?: boolean;
  readonly claim?: string;
  readonly policy?: string;
  /** PEM file. */
  readonly c2paTrust?: string;
  /** The registry that the inspection had: the repeated one looks there, and adds nothing. */
  readonly registry?: string;
  /** As the inspection had it. */
  readonly sharingKey?: string;
  readonly expectSha256?: string;
  readonly trustedKey: readonly string[];
  readonly json?: boolean;
}

const SIGN = { passed: '✓', failed: '✗', differs: '≠', 'not-checked': '–' } as const;

/** Verifies a report file against pictures; exit code 1 when any check failed. */
export async function verifyCommand(
  reportPath: string,
  pictures: readonly string[],
  options: VerifyArguments,
): Promise<ExitCode> {
  const file = await readNamed(reportPath, 'report');
  const trustedKeys = await Promise.all(options.trustedKey.map((path) => readNamed(path, 'trusted key')));
  const claim = options.claim === undefined ? undefined : await readClaim(options.claim);
  const registry = options.repeat
    ? await openNamedRegistry({ registry: options.registry, sharingKey: options.sharingKey })
    : undefined;
  const inspector = options.repeat
    ? await createInspector({
        policy: options.policy,
        limits: toLimits(options.timeLimit),
        c2paTrust: await readTrustAnchors(options.c2paTrust),
        registry,
      })
    : null;
  try {
    const verification = await verifyReport(new Uint8Array(file), pictures, {
      inspect: inspector
        ? (material) => inspector.inspect({ ...material, claim }, { deep: options.deep })
        : undefined,
      trustedKeys,
      expectedSha256: options.expectSha256,
    });
    if (options.json) {
      const { ok, checks } = verification;
      await print(`${JSON.stringify({ ok, checks })}\n`);
    } else {
      await print(`${describe(verification)}\n`);
    }
    return verification.ok ? EXIT.done : EXIT.failed;
  } finally {
    await inspector?.close();
    await registry?.close();
  }
}

function describe({ ok, checks }: Awaited<ReturnType<typeof verifyReport>>): string {
  const lines = checks.flatMap(({ name, status, message, differences = [] }) => [
    `${SIGN[status]} ${name}: ${message}`,
    ...differences.map(
      ({ path, expected, actual }) =>
        `    ${path}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`,
    ),
  ]);
  return [...lines, ok ? 'verified: no check failed' : 'not verified'].join('\n');
}

async function readNamed(path: string, what: string): Promise<Buffer> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new ClaimlensError('not-found', `${what}: expected a readable file, got ${path} (${error.code})`, {
      cause: error,
    });
  });
}
