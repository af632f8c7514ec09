import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

// `npm run audit`: known advisories against what users install. Each one has to be mended, or to have a reason and a
// day by which it is looked at again in audit-reasons.json.

const reasonsSchema = z.strictObject({
  advisories: z.array(
    z.strictObject({
      /** Address of the advisory, as npm gives it. */
      url: z.url(),
      /** Why it does not reach users of this package. */
      reason: z.string().min(20),
      /** Day after which the reason no longer counts. */
      until: z.iso.date(),
    }),
  ),
});
export type Reasons = z.infer<typeof reasonsSchema>;

/** The parts of npm's answer (report version 2) that matter here. */
const answerSchema = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(
    z.string(),
    z.object({
      via: z.array(
        z.union([
          z.string(),
          z.object({ url: z.string(), title: z.string(), severity: z.string(), name: z.string() }),
        ]),
      ),
    }),
  ),
});

/** What an audit comes to. */
export interface Judgement {
  /** Advisories without a reason that still counts. */
  readonly open: readonly string[];
  /** Advisories that a reason covers. */
  readonly excused: readonly string[];
  /** Reasons for advisories that are gone: delete them. */
  readonly idle: readonly string[];
}

/** Reads the reasons, and refuses a file of another form. */
export function readReasons(): Reasons {
  const path = fileURLToPath(new URL('./audit-reasons.json', import.meta.url));
  return reasonsSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

/**
 * Holds npm's answer against the reasons.
 *
 * @param answer JSON of `npm audit --json`; null when it is no report (the registry does not audit)
 * @param today ISO 8601 day
 */
export function judgeAudit(answer: unknown, { advisories }: Reasons, today: string): Judgement | null {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) return null;
  const found = new Map<string, string>();
  for (const { via } of Object.values(parsed.data.vulnerabilities))
    for (const cause of via)
      if (typeof cause !== 'string')
        found.set(cause.url, `${cause.severity}: ${cause.name}: ${cause.title} (${cause.url})`);
  const counts = new Set(advisories.filter(({ until }) => until >= today).map(({ url }) => url));
  const lines = [...found];
  return {
    open: lines.filter(([url]) => !counts.has(url)).map(([, line]) => line),
    excused: lines.filter(([url]) => counts.has(url)).map(([, line]) => line),
    idle: advisories.filter(({ url }) => !found.has(url)).map(({ url }) => url),
  };
}

/**
 * Says that no audit took place, why, and what to do.
 *
 * @param answer what npm gave in place of a report
 */
export function explainRefusal(answer: unknown): string {
  const { statusCode } = z.object({ statusCode: z.number() }).safeParse(answer).data ?? {};
  return [
    `not audited: ${statusCode === undefined ? 'npm gave no report' : `the registry answered ${statusCode} when npm asked for advisories`}`,
    'Nothing was looked at: this is neither a finding nor a clean bill.',
    'Ask a registry that knows advisories:  npm_config_registry=ADDRESS npm run audit',
    'The present one is named by:           npm config get registry',
  ].join('\n');
}

function main(): number {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
    encoding: 'utf8',
    maxBuffer: 64e6,
  });
  const answer = parse(stdout);
  const judgement = judgeAudit(answer, readReasons(), new Date().toISOString().slice(0, 10));
  if (!judgement) {
    console.log(explainRefusal(answer));
    return 2;
  }
  for (const line of judgement.open) console.log(`open     ${line}`);
  for (const line of judgement.excused) console.log(`excused  ${line}`);
  for (const url of judgement.idle) console.log(`idle     ${url}: delete the reason`);
  console.log(`${judgement.open.length} open, ${judgement.excused.length} excused`);
  return judgement.open.length + judgement.idle.length === 0 ? 0 : 1;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main();
