import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { openRegistry } from '../../../src/registry/index.js';
import { reportSchema } from '../../../src/report/schema.js';
import { startClaimWorker } from '../../../src/service/queue/claim-worker.js';
import { EXEC_ARGV } from '../start.js';
import { ENGINES, ended, erase, newPlace, open } from './engines.js';

const folder = mkdtempSync(join(tmpdir(), 'claimlens-worker-registry-'));
afterAll(() => rmSync(folder, { recursive: true }));
const photo = fileURLToPath(new URL('../../../fixtures/files/honest-mug-chip.jpg', import.meta.url));
copyFileSync(photo, join(folder, 'claim.jpg'));

describe('a worker with a registry of earlier claims', () => {
  // The engine makes no difference here: the first at hand will do.
  const [[, url] = ['', '']] = ENGINES;

  it.skipIf(url === '')(
    'finds the photo of a claim that came before',
    async () => {
      const place = newPlace(url, { leaseMs: 30_000 });
      const queue = await open(place);
      const registry = join(folder, 'claims.db');
      const worker = await startClaimWorker({
        queue: url,
        queueOptions: place.options,
        jobs: 1,
        pictures: folder,
        inspector: { registry, register: true, limits: { maxDurationMs: 60_000 } },
        child: { execArgv: EXEC_ARGV, giveWay: false },
        log: false,
      });
      try {
        const readings = [];
        for (const claim of [
          { id: 'C-1', buyer: 'a' },
          { id: 'C-2', buyer: 'b' },
        ]) {
          const outcome = await ended(queue, await queue.enqueue({ photo: { path: 'claim.jpg' }, claim }));
          const report = reportSchema.parse(
            outcome.state === 'done' ? JSON.parse(outcome.result.report) : outcome,
          );
          readings.push(report.readings.find(({ family }) => family === 'registry'));
        }
        expect(readings).toMatchObject([
          { status: 'measured', value: 0 },
          { status: 'measured', value: 1, details: { otherBuyers: 1, earlier: [{ claim: 'C-1' }] } },
        ]);
        const open = await openRegistry(registry);
        expect(await open.count()).toBe(2);
        await open.close();
      } finally {
        await worker.close();
        await queue.close();
        await erase(place);
      }
    },
    240_000,
  );
});
