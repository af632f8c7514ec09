import { expect, it } from 'vitest';
import { createArena } from '../../../src/pixels/residuals/arena.js';

it('hands out pieces that do not overlap until it is reset', () => {
  const arena = createArena();
  const first = arena.uint8(13).fill(1);
  const second = arena.int16(7).fill(2);
  arena.uint8(5).fill(3);
  expect([...first, ...second]).toEqual([...Array(13).fill(1), ...Array(7).fill(2)]);
  arena.reset();
  const again = arena.uint8(13);
  expect(again.buffer).toBe(first.buffer);
  expect(again.byteOffset).toBe(first.byteOffset);
});

it('grows without touching earlier pieces', () => {
  const arena = createArena();
  const early = arena.uint8(100).fill(9);
  const large = arena.int16(6_000_000).fill(4);
  expect(large.length).toBe(6_000_000);
  expect(early.every((value) => value === 9)).toBe(true);
});
