import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectNight } from '../../examples/nightly-batch.js';
import { handIn, startConsumer } from '../../examples/queue-consumer.js';
import type { Report } from '../../src/index.js';
import { openPictureFolder } from '../../src/service/index.js';
import { ENGINES, erase, newPlace, open, until, warnOfMissingEngines } from '../service/queue/engines.js';
import { EXEC_ARGV, LISTING, PHOTO } from '../service/start.js';

warnOfMissingEngines();
const folder = mkdtempSync(join(tmpdir(), 'claimlens-examples-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'listing.jpg'), LISTING);
const pictures = openPictureFolder(folder);
const local = {
  jobs: 1,
  log: false,
  inspector: { limits: { maxDurationMs: 60_000 } },
  child: { execArgv: EXEC_ARGV },
} as const;

describe.skipIf(ENGINES.length === 0)('examples of the queue', () => {
  it('inspects what the web server handed in, and a night of claims', async () => {
    const place = newPlace(ENGINES[0][1], { leaseMs: 30_000 });
    const queue = await open(place);
    const cases = new Map<string, Report>();
    let failures = 1;
    const keep = async (claim: string, report: Report) => {
      // The case system is down for a moment: the report is handed on later.
      if (failures-- > 0) throw new Error('try later');
      cases.set(claim, report);
    };
    const consumer = await startConsumer(queue, pictures, keep, local);
    try {
      const claim = {
        id: 'C-1',
        photo: PHOTO,
        listing: ['listing.jpg'],
        orderedAt: '2026-05-06',
        claimedAt: '2026-05-12',
      };
      await handIn(queue, pictures, claim);
      await handIn(queue, pictures, claim);
      await until(async () => cases.size > 0);
      expect(cases.get('C-1')).toMatchObject({ claim: { id: 'C-1' }, nextStep: 'human-review' });

      const night = [
        { id: 'N-1', photo: PHOTO, references: [{ path: 'listing.jpg' }] },
        { id: 'N-2', photo: Buffer.from('no picture') },
      ];
      const morning = await inspectNight(queue, '2026-05-12', night, { pollMs: 50 });
      expect(morning.forReview).toEqual(['N-1']);
      expect([...morning.notMeasured]).toEqual([['N-2', 'unreadable-photo']]);
      const before = await queue.counts();
      expect(await inspectNight(queue, '2026-05-12', night, { pollMs: 50 })).toEqual(morning);
      expect(await queue.counts()).toEqual(before);
    } finally {
      await consumer.close();
      await queue.close();
      await erase(place);
    }
  });
});
