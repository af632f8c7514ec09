import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cropPlane, turnPlane } from '../../src/pixels/crop.js';

const plane = { width: 3, height: 2, data: Float32Array.of(1, 2, 3, 4, 5, 6) };

describe('cropPlane', () => {
  it('copies the box', () => {
    expect(cropPlane(plane, { x: 1, y: 0, width: 2, height: 2 })).toEqual({
      width: 2,
      height: 2,
      data: Float32Array.of(2, 3, 5, 6),
    });
    expect(cropPlane(plane, { x: 0, y: 0, width: 3, height: 2 })).toBe(plane);
  });

  it.each([
    { x: -1, y: 0, width: 1, height: 1 },
    { x: 2, y: 0, width: 2, height: 1 },
    { x: 0, y: 0, width: 0, height: 1 },
  ])('refuses %j', (box) => {
    expect(() => cropPlane(plane, box)).toThrow(/crop: expected a box within 3 x 2/);
  });
});

describe('turnPlane', () => {
  it('turns clockwise, after the mirror', () => {
    expect([...turnPlane(plane, 1).data]).toEqual([4, 1, 5, 2, 6, 3]);
    expect([...turnPlane(plane, 2).data]).toEqual([6, 5, 4, 3, 2, 1]);
    expect([...turnPlane(plane, 3).data]).toEqual([3, 6, 2, 5, 1, 4]);
    expect([...turnPlane(plane, 0, true).data]).toEqual([3, 2, 1, 6, 5, 4]);
    expect([...turnPlane(plane, 1, true).data]).toEqual([6, 3, 5, 2, 4, 1]);
  });

  it('adds up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }), (a, b) => {
        expect(turnPlane(turnPlane(plane, a), b)).toEqual(turnPlane(plane, (a + b) % 4));
      }),
    );
  });
});
