import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const PACKAGE = new URL('../../../dist/index.js', import.meta.url).href;

// Inspects once to warm up, then three times, and tells the median and the largest resident size.
const SCRIPT = `
import { readFileSync } from 'node:fs';
import { createInspector } from ${JSON.stringify(PACKAGE)};
const [photo, ...references] = process.argv.slice(1).map((path) => readFileSync(path));
const inspector = await createInspector({ limits: { maxDurationMs: 120000 } });
const times = [];
for (let run = 0; run < 4; run++) {
  const begin = performance.now();
  // Other bytes, the same picture: the inspector has not seen it.
  const anew = references.map((bytes) => Buffer.concat([bytes, Buffer.from([run])]));
  await inspector.inspect({ photo, references: anew });
  times.push(performance.now() - begin);
}
await inspector.close();
const [, ms] = times.slice(1).sort((a, b) => a - b);
console.log(JSON.stringify({ ms, peakMb: process.resourceUsage().maxRSS / 1024 }));
`;

/** Milliseconds of one inspection (median of 3) and peak memory of the process that does nothing else. */
export async function inspectApart(
  photo: string,
  references: readonly string[],
): Promise<{ ms: number; peakMb: number }> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', SCRIPT, photo, ...references],
    { cwd: fileURLToPath(new URL('../../..', import.meta.url)) },
  );
  return JSON.parse(stdout) as { ms: number; peakMb: number };
}
