import { expect, it } from 'vitest';
import { orderReadings } from '../../src/report/order.js';
import { sampleReport } from './sample.js';

const ids = (readings: readonly { id: string }[]) => readings.map(({ id }) => id);

it('sorts telling readings by size, whichever way they speak, and keeps ties in order', () => {
  const report = sampleReport((draft) => {
    draft.readings[2].log10Lr = -2;
    draft.readings[1].log10Lr = 1.62;
  });
  const { telling, silent } = orderReadings(report);
  expect(ids(telling)).toEqual(['noise/residual', 'reference/change-map', 'provenance/aigc-label']);
  expect(ids(silent)).toEqual(['metadata/timeline']);
});

it('groups what is missing by reason, the commonest first, and failures apart', () => {
  const report = sampleReport((draft) => {
    const [absent] = draft.readings.filter(({ reason }) => reason === 'no-registry');
    draft.readings.push({ ...absent, id: 'registry/second' });
  });
  const { absent, failed } = orderReadings(report);
  expect(absent.map(({ why, readings }) => [why.en, readings.length])).toEqual([
    ['no registry of earlier claims was given', 2],
    ['the picture is compressed too strongly for this measurement', 1],
  ]);
  expect(failed.map(({ why, readings }) => [why.zh, ids(readings)])).toEqual([
    ['timeout: the time limit of the inspection passed before this signal', ['neural/pixel-model']],
  ]);
});

it('leaves the report as it was', () => {
  const report = sampleReport();
  orderReadings(report);
  expect(report).toEqual(sampleReport());
});
