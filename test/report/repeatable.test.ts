import { describe, expect, it } from 'vitest';
import { keepRepeatable } from '../../src/report/repeatable.js';
import type { Report, ReportReading } from '../../src/report/schema.js';
import { verifyReport } from '../../src/report/verify.js';
import { sampleReport } from './sample.js';

const words = { en: 'words', zh: '文字' };

/** The sample with one reading of earlier claims in the place of all that it may have. */
function withRegistry(reading: Partial<ReportReading>, limits: readonly string[] = []): Report {
  const sample = sampleReport();
  const [like] = sample.readings;
  const id = 'registry/earlier-claim';
  const changed = { ...like, id, family: 'registry', ...reading } as ReportReading;
  const others = ({ code }: Report['limits'][number]) =>
    !['no-registry', 'signal-failed', 'time-limit'].includes(code);
  return {
    ...sample,
    readings: [...sample.readings.filter(({ family }) => family !== 'registry'), changed],
    limits: [...sample.limits.filter(others), ...limits.map((code) => ({ code, text: words }))],
  };
}

const measured = (value: number, log10Lr = 0) =>
  withRegistry({ status: 'measured', value, log10Lr, reason: null });
const without = withRegistry({ status: 'not-applicable', value: null, log10Lr: 0, reason: 'no-registry' }, [
  'no-registry',
]);
const down = withRegistry({ status: 'failed', value: null, log10Lr: 0, reason: 'unreachable' }, [
  'signal-failed',
]);

describe('keepRepeatable', () => {
  it('compares everything where both had a registry, or neither', () => {
    for (const [a, b] of [
      [measured(1), measured(0)],
      [without, without],
      [without, measured(0)],
      [measured(0), down],
    ])
      expect(keepRepeatable(a, b)).toEqual({ expected: a, actual: b, leftOut: null });
  });

  it('leaves the reading and its limits out where only the report had one', () => {
    for (const report of [measured(2), down]) {
      const { expected, actual, leftOut } = keepRepeatable(report, without);
      expect(expected).toEqual(actual);
      expect(leftOut).toBe('registry/earlier-claim (no registry was given)');
      expect(expected.verdict).toBe(report.verdict);
      expect(expected.readings).toHaveLength(report.readings.length - 1);
    }
  });

  it('leaves the totals out where the reading has weight, and nothing else', () => {
    const report = measured(1, 0.8);
    const { expected, actual, leftOut } = keepRepeatable(report, without);
    expect(leftOut).toContain('and the totals it weighs in');
    const missing = Object.keys(report).filter((name) => !(name in expected));
    expect(missing.sort()).toEqual([
      ...['contributions', 'log10Lr', 'nextStep', 'score', 'summary', 'verdict'],
    ]);
    expect(actual).toEqual(expected);
  });
});

describe('verifyReport', () => {
  it('says what it left out, and still finds what differs elsewhere', async () => {
    const report = measured(1);
    const pictures = [new TextEncoder().encode('photo'), new TextEncoder().encode('reference')];
    const check = async (repeated: Report) => {
      const { checks } = await verifyReport(report, pictures, { inspect: async () => repeated });
      return checks.find(({ name }) => name === 'inspection');
    };
    expect(await check(without)).toEqual({
      name: 'inspection',
      status: 'passed',
      message:
        'repeated; every other figure is the same; left out: registry/earlier-claim (no registry was given)',
    });
    expect(await check({ ...without, marks: [] })).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('left out: registry/earlier-claim'),
    });
    expect((await check(measured(0)))?.differences?.map(({ path }) => path)).toEqual([
      `$.readings[${report.readings.length - 1}].value`,
    ]);
  });
});
