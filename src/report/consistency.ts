import { type Check, failed, passed } from './check.js';
import type { Difference } from './differences.js';
import type { Report } from './schema.js';

/** Contributions are rounded to four decimals each. */
const SUM_TOLERANCE = 1e-3;
/** Polygons may touch the border. */
const BORDER_PX = 1;

/**
 * Checks what a report says against itself: an edit of a single figure often shows without any key or picture.
 *
 * @returns the check, with every contradiction
 */
export function checkConsistency(report: Report): Check {
  const differences = [
    ...checkSum(report),
    ...checkScore(report),
    ...checkReadings(report),
    ...checkRegions(report),
  ];
  if (differences.length === 0)
    return passed('consistency', 'the figures of the report agree with each other');
  return failed('consistency', 'figures of the report contradict each other', differences);
}

function checkSum({ contributions, log10Lr }: Report): Difference[] {
  if (log10Lr === null) return [];
  const sum = Object.values(contributions).reduce((total, value) => total + value, 0);
  return Math.abs(sum - log10Lr) <= SUM_TOLERANCE
    ? []
    : [{ path: '$.log10Lr', expected: Number(sum.toFixed(4)), actual: log10Lr }];
}

function checkScore({ score, log10Lr }: Report): Difference[] {
  return (score === null) === (log10Lr === null)
    ? []
    : [{ path: '$.score', expected: log10Lr === null ? null : 'a number', actual: score }];
}

function checkReadings({ readings }: Report): Difference[] {
  const found: Difference[] = [];
  const seen = new Set<string>();
  for (const [i, { id, family }] of readings.entries()) {
    const path = `$.readings[${i}]`;
    if (seen.has(id)) found.push({ path: `${path}.id`, expected: 'an id of its own', actual: id });
    seen.add(id);
    if (!id.startsWith(`${family}/`))
      found.push({ path: `${path}.family`, expected: id.split('/')[0], actual: family });
  }
  return found;
}

function checkRegions({ regions, readings, photo }: Report): Difference[] {
  const found: Difference[] = [];
  const ids = new Set(readings.map(({ id }) => id));
  for (const [i, { polygon, reading }] of regions.entries()) {
    if (!ids.has(reading))
      found.push({ path: `$.regions[${i}].reading`, expected: 'the id of a reading', actual: reading });
    const outside = polygon.find(
      ([x, y]) =>
        x < -BORDER_PX || y < -BORDER_PX || x > photo.width + BORDER_PX || y > photo.height + BORDER_PX,
    );
    if (outside)
      found.push({
        path: `$.regions[${i}].polygon`,
        expected: `corners within ${photo.width} x ${photo.height}`,
        actual: outside,
      });
  }
  return found;
}
