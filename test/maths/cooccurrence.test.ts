import { describe, expect, it } from 'vitest';
import {
  countAcross,
  countAlongColumns,
  countAlongRows,
  REVERSIBLE_CLASS_COUNT,
  REVERSIBLE_CLASSES,
  SIGN_CLASS_COUNT,
  SIGN_CLASSES,
  TRIPLES,
  writeClassRoots,
} from '../../src/maths/cooccurrence.js';

const triple = (a: number, b: number, c: number) => ((a + 2) * 5 + b + 2) * 5 + c + 2;

describe('classes', () => {
  it('number 39 with reversal and 63 without (Burnside: (125 + 1 + 25 + 5) / 4, (125 + 1) / 2)', () => {
    expect([REVERSIBLE_CLASS_COUNT, SIGN_CLASS_COUNT]).toEqual([39, 63]);
    expect(new Set(REVERSIBLE_CLASSES).size).toBe(39);
  });

  it('join a triple with its negative and its reverse', () => {
    expect(REVERSIBLE_CLASSES[triple(1, 0, -2)]).toBe(REVERSIBLE_CLASSES[triple(-1, 0, 2)]);
    expect(REVERSIBLE_CLASSES[triple(1, 0, -2)]).toBe(REVERSIBLE_CLASSES[triple(-2, 0, 1)]);
    expect(SIGN_CLASSES[triple(1, 0, -2)]).not.toBe(SIGN_CLASSES[triple(-2, 0, 1)]);
    expect(REVERSIBLE_CLASSES[triple(1, 0, -2)]).not.toBe(REVERSIBLE_CLASSES[triple(1, 0, 2)]);
  });
});

describe('counts', () => {
  // Two rows: 0 1 2 3 and 4 3 2 1 (symbols −2 … 2 stored as 0 … 4), twice over for columns.
  const symbols = new Uint8Array([0, 1, 2, 3, 4, 3, 2, 1, 0, 1, 2, 3]);

  it('are those of the neighbours along rows', () => {
    const counts = new Int32Array(TRIPLES);
    countAlongRows(symbols, 4, 3, counts);
    expect(counts[triple(-2, -1, 0)]).toBe(2);
    expect(counts[triple(-1, 0, 1)]).toBe(2);
    expect(counts[triple(2, 1, 0)]).toBe(1);
    expect(counts[triple(1, 0, -1)]).toBe(1);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(6);
  });

  it('are those of the neighbours along columns', () => {
    const counts = new Int32Array(TRIPLES);
    countAlongColumns(symbols, 4, 3, counts);
    expect(counts[triple(-2, 2, -2)]).toBe(1);
    expect(counts[triple(0, 0, 0)]).toBe(1);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4);
  });

  it('are those of three planes at one place', () => {
    const counts = new Int32Array(TRIPLES);
    countAcross(new Uint8Array([0, 4]), new Uint8Array([1, 4]), new Uint8Array([2, 4]), 2, counts);
    expect([counts[triple(-2, -1, 0)], counts[triple(2, 2, 2)]]).toEqual([1, 1]);
  });
});

describe('writeClassRoots', () => {
  it('writes square roots of frequencies behind the offset', () => {
    const counts = new Int32Array(TRIPLES);
    counts[triple(0, 0, 0)] = 64;
    counts[triple(1, 2, 0)] = 30;
    counts[triple(0, -2, -1)] = 6;
    const out = new Float64Array(45).fill(-1);
    expect(writeClassRoots(counts, REVERSIBLE_CLASSES, out, 5)).toBe(44);
    expect(out[5 + REVERSIBLE_CLASSES[triple(0, 0, 0)]]).toBeCloseTo(0.8, 12);
    expect(out[5 + REVERSIBLE_CLASSES[triple(1, 2, 0)]]).toBeCloseTo(0.6, 12);
    expect(out.slice(0, 5).every((value) => value === -1) && out[44] === -1).toBe(true);
  });

  it('writes zeros when nothing was counted', () => {
    const out = new Float64Array(63).fill(1);
    writeClassRoots(new Int32Array(TRIPLES), SIGN_CLASSES, out, 0);
    expect(out.every((value) => value === 0)).toBe(true);
  });
});
