import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { countAnswers, postHostile } from '../../bench/fuzz/hostile-answers.js';
import { readTar } from '../conformance/tar.js';
import { LISTING, start } from './start.js';

const data = process.env.CLAIMLENS_DATA;
/** One in so many; bench/fuzz/hostile-http.ts sends them all. */
const EVERY = 50;

describe.skipIf(!data)('hostile files over HTTP (needs CLAIMLENS_DATA)', () => {
  it('are answered with a report or a refusal: no 5xx, no lost worker', async () => {
    const files = [...readTar(readFileSync(join(data ?? '', 'hostile.tar.gz')))].filter(
      (_, i) => i % EVERY === 0,
    );
    expect(files.length).toBeGreaterThan(20);
    const service = await start({ workers: 2, inspector: { limits: { maxDurationMs: 10_000 } } });
    const answers = await postHostile(service.url, files, { honest: LISTING, clients: 4 });
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    await service.close();
    const counts = countAnswers(answers);
    console.log(`hostile over HTTP: ${JSON.stringify(counts)}`);
    expect(answers).toHaveLength(2 * files.length);
    // 503 is honest only where the machine is too slow for the time limit.
    const allowed = /^(photo|reference) (200 |413 limit|415 |422 unreadable|503 timeout)/;
    expect(Object.keys(counts).filter((kind) => !allowed.test(kind))).toEqual([]);
    expect(metrics).toMatch(/^claimlens_lost 0$/m);
    // If all were refused, nothing was inspected.
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(2);
  });
});
