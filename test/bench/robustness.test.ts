import { describe, expect, it } from 'vitest';
import { drawCurves } from '../../bench/robustness/plot.js';
import { formatPage } from '../../bench/robustness/table.js';
import { type Level, TREATMENTS, treat } from '../../bench/robustness/treatments.js';
import type { Raster } from '../../src/pixels/plane.js';
import { decode, encodePng } from '../../src/synthetic/camera/encode.js';

const WIDTH = 60;
const HEIGHT = 40;
const FOCUS = [0.3, 0.4] as const;

/** A patch off the middle in both directions, so that no symmetry hides a wrong move. */
function paintPatch(): { picture: Raster; mask: Uint8Array } {
  const mask = new Uint8Array(WIDTH * HEIGHT);
  for (let y = 12; y < 21; y++) mask.fill(255, y * WIDTH + 11, y * WIDTH + 26);
  const data = Uint8Array.from({ length: 3 * mask.length }, (_, i) => mask[Math.floor(i / 3)]);
  return { picture: { width: WIDTH, height: HEIGHT, data }, mask };
}

function findLevel(treatment: string, label: string): Level {
  const level = TREATMENTS.find(({ name }) => name === treatment)?.levels.find((l) => l.label === label);
  if (!level) throw new Error(`no level ${label} of ${treatment}`);
  return level;
}

function boundsOf(mask: Uint8Array, width: number): number[] {
  const inside = [...mask.keys()].filter((i) => mask[i]);
  const xs = inside.map((i) => i % width);
  const ys = inside.map((i) => Math.floor(i / width));
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys), inside.length];
}

describe('treat', () => {
  const { picture, mask } = paintPatch();

  it.each(
    TREATMENTS.flatMap(({ name, levels }) => levels.map((level) => ({ name, level, label: level.label }))),
  )('moves the mask as it moves the picture: $name $label', async ({ level }) => {
    // The picture is its own mask, so that after a lossless save without toning both must agree.
    const treated = await treat(picture, mask, { ...level, tone: undefined, encode: encodePng }, FOCUS);
    const shown = await decode(treated.bytes);
    expect([shown.width, shown.height]).toEqual([treated.width, treated.height]);
    const bright = Uint8Array.from(treated.mask, (_, i) => (shown.data[3 * i] > 127 ? 1 : 0));
    expect(treated.mask).toEqual(bright);
    expect(treated.mask).toContain(1);
    expect(treated.mask).toContain(0);
  });

  it('leaves the mask where it is when only the file changes', async () => {
    const treated = await treat(picture, mask, findLevel('JPEG quality', '30'), FOCUS);
    expect(boundsOf(treated.mask, treated.width)).toEqual([11, 12, 25, 20, 135]);
  });

  it('mirrors left and right', async () => {
    const treated = await treat(picture, mask, findLevel('mirror', 'yes'), FOCUS);
    // x becomes 59 − x.
    expect(boundsOf(treated.mask, treated.width)).toEqual([34, 12, 48, 20, 135]);
  });

  it('crops around the focus without leaving the frame', async () => {
    const treated = await treat(picture, mask, findLevel('crop, width kept', '40 %'), FOCUS);
    // 24 × 16 px around (18, 16): the corner is at (6, 8).
    expect([treated.width, treated.height]).toEqual([24, 16]);
    expect(boundsOf(treated.mask, treated.width)).toEqual([5, 4, 19, 12, 135]);
    const corner = await treat(picture, mask, findLevel('crop, width kept', '70 %'), [0, 1]);
    // 42 × 28 px in the lower left corner: 12 px are cut off the top.
    expect(boundsOf(corner.mask, corner.width)).toEqual([11, 0, 25, 8, 135]);
  });

  it('pushes the picture down by the upper bar', async () => {
    const treated = await treat(picture, mask, findLevel('screenshot bars, of the height', '50 %'), FOCUS);
    expect([treated.width, treated.height]).toEqual([60, 60]);
    expect(boundsOf(treated.mask, treated.width)).toEqual([11, 22, 25, 30, 135]);
  });

  it('tones the picture and never the mask', async () => {
    const dark = await treat(picture, mask, { label: '', tone: () => 7, encode: encodePng }, FOCUS);
    expect(new Set((await decode(dark.bytes)).data)).toEqual(new Set([7]));
    expect(boundsOf(dark.mask, dark.width)).toEqual([11, 12, 25, 20, 135]);
  });
});

describe('the written table and plot', () => {
  const level = {
    label: '30',
    n: 4,
    aligned: 1,
    copy: 0.75,
    changeFound: 0.5,
    medianF1: 0.25,
    f1ByDamage: { crack: 0.25 },
    falseRegions: 0.125,
  };
  const good = { ...level, label: '95', copy: 1, changeFound: 1, medianF1: 0.9, falseRegions: 0 };
  const curve = { name: 'JPEG quality', levels: [good, level] };

  it('names weak levels and leaves good ones out of that list', () => {
    const page = formatPage([curve], { command: 'c', pictures: 'p', count: 4, seed: 1, machine: 'm' }, null);
    expect(page).toContain('| 30 | 4 | 100 % | 75 % | 50 % | 0.25 | crack 0.25 | 13 % |');
    expect(page).toContain('- JPEG quality 30: change found 50 %, median F1 0.25, false regions 13 %');
    expect(page).not.toContain('- JPEG quality 95');
  });

  it('draws higher values higher, levels from left to right', () => {
    const svg = drawCurves([curve]);
    const lines = [...svg.matchAll(/<polyline points="([\d.,]+) ([\d.,]+)"/g)];
    expect(lines).toHaveLength(5);
    // The third line is the share of changes found: 1, then 0.5.
    const [first, second] = lines[2].slice(1).map((point) => point.split(',').map(Number));
    expect(second[0]).toBeGreaterThan(first[0]);
    expect(second[1]).toBeGreaterThan(first[1]);
  });
});
