import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_VOTE, voteForGrids } from '../../../src/forensics/grid/votes.js';
import { CONSTANT_BLOCK, countZeros } from '../../../src/forensics/grid/zero-counts.js';
import { createRandom } from '../../../src/maths/random.js';

interface Vector {
  name: string;
  width: number;
  height: number;
  luma: string;
  zeros: string;
  votes: string;
}

const { cases }: { cases: Vector[] } = JSON.parse(
  readFileSync(new URL('./vectors/votes.json', import.meta.url), 'utf8'),
);

const decode = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));

describe('votes against a literal reading of the paper in SciPy', () => {
  it.each(cases)('$name', ({ width, height, luma, zeros, votes }) => {
    const counts: number[] = [];
    countZeros(decode(luma), width, height, (_, row) => {
      for (const count of row) counts.push(count & ~CONSTANT_BLOCK);
    });
    expect(Buffer.from(counts).equals(decode(zeros))).toBe(true);
    expect(Buffer.from(voteForGrids(decode(luma), width, height)).equals(decode(votes))).toBe(true);
  });
});

describe('votes', () => {
  it('move with the picture: cropping by dx, dy shifts every vote by as much', () => {
    const { width, height, luma } = cases[3];
    const whole = voteForGrids(decode(luma), width, height);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 }), (dx, dy) => {
        const w = width - dx;
        const h = height - dy;
        const part = new Uint8Array(w * h);
        for (let y = 0; y < h; y++)
          part.set(decode(luma).subarray((y + dy) * width + dx, (y + dy + 1) * width), y * w);
        const votes = voteForGrids(part, w, h);
        for (let y = 7; y < h - 7; y++)
          for (let x = 7; x < w - 7; x++) {
            const before = whole[(y + dy) * width + x + dx];
            const moved =
              before === NO_VOTE
                ? NO_VOTE
                : 8 * (((before >> 3) + 8 - (dy & 7)) & 7) + (((before & 7) + 8 - (dx & 7)) & 7);
            if (votes[y * w + x] !== moved)
              throw new Error(`${x}, ${y}: ${votes[y * w + x]} is not ${moved}`);
          }
      }),
      { numRuns: 12, seed: 5 },
    );
  });

  it('are none in flat, saturated and striped pictures', () => {
    const size = 64 * 48;
    const stripes = Uint8Array.from({ length: size }, (_, i) => ((i % 64) * 37) % 256);
    const bars = Uint8Array.from({ length: size }, (_, i) => (Math.floor(i / 64) * 91) % 256);
    for (const luma of [new Uint8Array(size), new Uint8Array(size).fill(255), stripes, bars])
      expect(voteForGrids(luma, 64, 48).every((vote) => vote === NO_VOTE)).toBe(true);
  });

  it('leave pixels alone that lie in fewer than 64 blocks', () => {
    const random = createRandom(3);
    const luma = Uint8Array.from({ length: 40 * 30 }, () => 100 + 9 * random());
    const votes = voteForGrids(luma, 40, 30);
    for (let i = 0; i < votes.length; i++) {
      const [x, y] = [i % 40, Math.floor(i / 40)];
      if (x < 7 || y < 7 || x > 32 || y > 22) expect(votes[i]).toBe(NO_VOTE);
    }
    expect(votes.some((vote) => vote !== NO_VOTE)).toBe(true);
    expect(voteForGrids(new Uint8Array(14 * 30), 14, 30).every((vote) => vote === NO_VOTE)).toBe(true);
  });
});
