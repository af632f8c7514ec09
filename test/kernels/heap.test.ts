import { describe, expect, it } from 'vitest';
import { fillPlane, inHeap, inPlace, inScope, keepPlane, roomOf } from '../../src/kernels/heap.js';

const fill = (value: number) =>
  fillPlane(3, 2, 0, (heap, at) => {
    heap.floats(at, 6).fill(value);
  });

describe('heap of the kernels', () => {
  it('copies results out where no scope is open', () => {
    const first = fill(1);
    const second = fill(2);
    expect([...first.data]).toEqual([1, 1, 1, 1, 1, 1]);
    expect(first.data.buffer).not.toBe(second.data.buffer);
    expect(first.data.buffer.byteLength).toBe(24);
  });

  it('keeps results within a scope in place, and takes their room again after it', () => {
    const [place, kept] = inScope(100, () => {
      const plane = fill(3);
      expect(fill(4).data.byteOffset).toBeGreaterThan(plane.data.byteOffset);
      return [plane.data.byteOffset, keepPlane(plane)] as const;
    });
    inScope(100, () => expect(fill(5).data.byteOffset).toBe(place));
    expect([...kept.data]).toEqual([3, 3, 3, 3, 3, 3]);
  });

  it('gives a scope within another its room back at its end, not before', () => {
    inScope(1000, () => {
      const outer = fill(1);
      const inner = inScope(0, () => fill(2).data.byteOffset);
      expect(fill(3).data.byteOffset).toBe(inner);
      expect([...outer.data]).toEqual([1, 1, 1, 1, 1, 1]);
    });
  });

  it('gives room back after an error', () => {
    const place = inScope(100, () => fill(1).data.byteOffset);
    expect(() =>
      inScope(100, () => {
        fill(2);
        throw new Error('in between');
      }),
    ).toThrow('in between');
    expect(inScope(100, () => fill(3).data.byteOffset)).toBe(place);
  });

  it('copies numbers in once: what lies there already stays', () => {
    inHeap(2 * roomOf(4), (heap) => {
      const at = heap.put(Float32Array.of(1, 2, 3, 4));
      expect(heap.put(heap.floats(at, 4))).toBe(at);
      expect(heap.put(heap.floats(at, 4).subarray(2))).toBe(at + 8);
      expect(heap.put(Float32Array.of(1, 2, 3, 4))).not.toBe(at);
    });
  });

  it('changes numbers where they are, outside and inside', () => {
    const add = (data: Float32Array) =>
      inPlace(data, data.length, (heap, at) =>
        heap.kernels.addScaled(at, heap.put(Float32Array.of(1, 2, 3, 4)), 10, 4, at),
      );
    const outside = Float32Array.of(1, 1, 1, 1);
    add(outside);
    expect([...outside]).toEqual([11, 21, 31, 41]);
    inScope(100, () => {
      const { data } = fillPlane(4, 1, 0, (heap, at) => heap.floats(at, 4).fill(0));
      add(data);
      expect([...data]).toEqual([10, 20, 30, 40]);
    });
  });

  it('refuses more than the outermost scope reserved instead of moving what others hold', () => {
    expect(() => inHeap(10, (heap) => heap.take(1e9))).toThrow(/expected a scope of at least \d+ bytes/);
    expect(inHeap(roomOf(4), (heap) => heap.put(Float32Array.of(7)))).toBeGreaterThan(0);
  });

  it('takes another heap for what an open scope has no room for', () => {
    inHeap(roomOf(8), (outer) => {
      const small = outer.put(Float32Array.of(1, 2, 3, 4));
      const data = new Float32Array(4e6).fill(2);
      const big = fillPlane(2000, 2000, roomOf(data.length), (heap, at) => {
        expect(heap).not.toBe(outer);
        const from = heap.put(data);
        heap.kernels.addScaled(from, from, 1, data.length, at);
      });
      expect(big.data.buffer).not.toBe(outer.kernels.memory.buffer);
      expect([big.data[0], big.data.at(-1), big.data.length]).toEqual([4, 4, 4e6]);
      const held = outer.floats(small, 4);
      inPlace(held, 4e6, (heap, at) => heap.kernels.addScaled(at, heap.put(data), 1, 4, at));
      expect([...held]).toEqual([3, 4, 5, 6]);
      // Back in the outer one.
      expect(inHeap(0, (heap) => heap === outer)).toBe(true);
    });
  });

  it('gives a memory back that was very large once', () => {
    inHeap(120e6, (heap) => heap.take(110e6));
    const size = inHeap(0, (heap) => heap.kernels.memory.buffer.byteLength);
    expect(size).toBeLessThan(1e6);
  });
});
