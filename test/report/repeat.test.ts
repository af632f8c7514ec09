import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInspector, type Inspection, type Inspector } from '../../src/inspect.js';
import { serializeReport } from '../../src/report/canonical.js';
import { createEvidence, serializeEvidence } from '../../src/report/evidence.js';
import { renderHtml } from '../../src/report/html/html.js';
import { makePictures } from '../../src/report/pictures.js';
import { verifyReport } from '../../src/report/verify.js';

const read = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/files/${name}`, import.meta.url)));
const photo = read('forged-mug-crack.jpg');
const reference = read('listing-mug.jpg');
const claim = { id: 'R-1', orderedAt: '2026-05-06', deliveredAt: '2026-05-10', claimedAt: '2026-05-12' };

describe('a whole inspection', () => {
  let inspector: Inspector;
  let inspection: Inspection;
  beforeAll(async () => {
    // Nothing may run out of time here: a report that lost a signal to the clock is another report.
    inspector = await createInspector({ limits: { maxDurationMs: 300_000 } });
    inspection = await inspector.inspectFully({ photo, references: [reference], claim });
  }, 300_000);
  afterAll(async () => inspector?.close());

  it('is repeated to the byte, and verified so', async () => {
    const file = serializeEvidence(createEvidence(inspection.report));
    const verification = await verifyReport(file, [photo, reference], {
      installed: inspection.report.tool,
      inspect: (pictures) => inspector.inspect({ ...pictures, claim }),
    });
    expect(verification.checks.filter(({ status }) => status !== 'passed')).toEqual([]);
    expect(verification.checks.map(({ name }) => name)).toContain('inspection');
    expect(JSON.parse(serializeReport(inspection.report)).readings.length).toBeGreaterThan(20);
  }, 300_000);

  it('renders with the pictures of the inspection: the aligned reference and every map, below 2 MB', async () => {
    const pictures = await makePictures(inspection);
    expect(pictures.aligned?.index).toBe(0);
    expect(pictures.aligned?.picture).toMatchObject({
      width: pictures.photo.width,
      height: pictures.photo.height,
    });
    const maps = inspection.outcomes.filter(({ reading }) => reading.status === 'measured' && reading.map);
    expect(pictures.maps.map(({ reading }) => reading)).toEqual(maps.map(({ signal }) => signal.id));
    const page = renderHtml(inspection.report, pictures);
    expect(page.length).toBeLessThan(2_000_000);
    for (const { text } of inspection.report.readings) expect(page).toContain(text.title.zh);
  }, 300_000);
});
