import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ClaimlensError } from '../errors.js';
import { type FalseAlarmTargets, fitPolicy, type HonestClaim } from '../fusion/fit-policy.js';
import { type Policy, parsePolicy } from '../fusion/policy.js';
import { shippedModels } from '../models/models.js';
import type { Report } from '../report/schema.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { print, warn } from './terminal.js';

/** What `claimlens policy` was given. */
export interface PolicyArguments extends FalseAlarmTargets {
  readonly out: string;
  readonly id: string;
  /** Policy to start from. @default the shipped one */
  readonly policy?: string;
}

/** Fits the thresholds of a policy to honest claims that `claimlens batch` inspected, and writes the policy. */
export async function policyCommand(results: string, options: PolicyArguments): Promise<ExitCode> {
  const base = await readPolicy(options.policy ?? join(shippedModels(), 'fusion', 'policy.json'));
  const honest = await readHonest(results);
  const { policy, kept, broken } = fitPolicy(honest, base, { targets: options, id: options.id });
  await writeFile(options.out, `${JSON.stringify(policy, null, 1)}\n`);
  for (const { name, needed } of kept)
    warn(
      `${name}: ${honest.length} honest claims cannot show ${options[name] * 100} % false alarms (at least ${needed} can); the threshold stays`,
    );
  const lines = Object.entries(policy.thresholds).map(
    ([name, { log10Lr, k, n, upper, target }]) =>
      `${name.padEnd(13)} from log10 LR ${log10Lr.toFixed(3)}: ${k} of ${n} honest claims, at most ${(upper * 100).toFixed(2)} % (target ${target * 100} %)`,
  );
  lines.push(
    broken === null
      ? 'fewer than four sources: whether the rate holds for other sources cannot be said'
      : `review target broken in ${(broken * 100).toFixed(1)} % of 1000 halvings by source`,
    options.out,
  );
  await print(`${lines.join('\n')}\n`);
  return EXIT.done;
}

async function readPolicy(path: string): Promise<Policy> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ClaimlensError('not-found', `--policy: expected a readable file, got ${path} (${error.code})`, {
      cause: error,
    });
  });
  try {
    return parsePolicy(JSON.parse(text));
  } catch (error) {
    if (error instanceof ClaimlensError) throw error;
    throw new ClaimlensError('invalid-argument', `--policy: expected JSON in ${path}`, { cause: error });
  }
}

/** Honest rows of a results file: those labelled `pristine`, or all where the rows carry no label. */
async function readHonest(path: string): Promise<HonestClaim[]> {
  const honest: HonestClaim[] = [];
  const file = createReadStream(path, 'utf8');
  const lines = createInterface({ input: file, crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  try {
    for await (const line of lines) {
      if (line.trim() === '') continue;
      number++;
      const row = JSON.parse(line) as { id?: string; label?: string; source?: string; report?: Report };
      if (!row.report || (row.label !== undefined && row.label !== 'pristine')) continue;
      const readings = Object.fromEntries(
        row.report.readings.flatMap(({ id, value }) => (value === null ? [] : [[id, value]])),
      );
      honest.push({ log10Lr: row.report.log10Lr, source: row.source || `row ${number}`, readings });
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ClaimlensError(
      code ? 'not-found' : 'invalid-argument',
      code
        ? `results: expected a readable file, got ${path} (${code})`
        : `results: expected one result of claimlens batch per line, got something else in line ${number} of ${path}`,
      { cause: error },
    );
  }
  return honest;
}
