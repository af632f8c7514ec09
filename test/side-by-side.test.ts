import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { createInspector, type InspectorOptions, type Report } from '../src/index.js';

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/files/${name}`, import.meta.url));
const small = async (name: string) =>
  new Uint8Array(await sharp(fixture(name)).resize(128).withMetadata().jpeg({ quality: 90 }).toBuffer());

it('inspectors with other options side by side give what each gives alone', async () => {
  const photo = await small('forged-mug-crack.jpg');
  const listing = await small('listing-mug.jpg');
  const references = [listing, listing];
  const slow = { maxDurationMs: 300_000 };
  const kinds: InspectorOptions[] = [
    { limits: slow },
    { limits: slow, gps: true, threads: 2 },
    { limits: { ...slow, maxReferences: 1 } },
    { limits: { ...slow, maxPixels: 100 } },
  ];
  const inspectors = await Promise.all(kinds.map((options) => createInspector(options)));
  const answer = (one: (typeof inspectors)[number]) =>
    one.inspect({ photo, references }).then(
      (report) => ({ ...report, timing: null }),
      (error: { code: string; message: string }) => error.message,
    );
  const together = await Promise.all(inspectors.map(answer));
  const alone = [];
  for (const inspector of inspectors) alone.push(await answer(inspector));
  await Promise.all(inspectors.map((inspector) => inspector.close()));
  expect(together).toEqual(alone);
  const [plain, place, few, tiny] = together;
  const idsOf = (report: unknown) => (report as Report).readings.map(({ id }) => id);
  // The options reached their own inspector, and no other.
  expect(idsOf(place).filter((id) => !idsOf(plain).includes(id))).not.toEqual([]);
  expect([few, tiny]).toEqual([
    expect.stringContaining('maxReferences'),
    expect.stringContaining('maxPixels'),
  ]);
});
