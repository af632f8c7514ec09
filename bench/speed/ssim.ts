import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { ssim as ssimJs } from 'ssim.js';
import { computeSsim } from '../../src/matching/ssim.js';
import { createRandom } from '../../src/maths/random.js';
import type { Plane } from '../../src/pixels/plane.js';

// SSIM against its peers on npm, median processor time of 9 runs each, seeded planes, results consumed.
//
//     npx tsx bench/speed/ssim.ts

const RUNS = 9;

/** The part of `image-ssim` that is compared; its package resolves to TypeScript sources that no strict build takes. */
interface ImageSsim {
  compare(a: GreyImage, b: GreyImage): { ssim: number };
}
type GreyImage = ReturnType<typeof toGrey>;
const imageSsim = createRequire(import.meta.url)('image-ssim') as ImageSsim;

// Inputs are brought into each peer's own form before the clock starts.
const contenders: Record<string, (a: Plane, b: Plane) => () => number> = {
  'own box 7x7, full map': (a, b) => () => computeSsim(a, b).mean,
  'own gaussian, full map': (a, b) => () => computeSsim(a, b, { window: 'gaussian' }).mean,
  'image-ssim, no map': (a, b) => {
    const [p, q] = [toGrey(a), toGrey(b)];
    return () => imageSsim.compare(p, q).ssim;
  },
  'ssim.js fast': (a, b) => {
    const [p, q] = [toRgba(a), toRgba(b)];
    return () => ssimJs(p, q, { ssim: 'fast', downsample: false }).mssim;
  },
};

console.log(`${cpus()[0].model}, Node ${process.version}`);
for (const side of [512, 1024]) {
  const [a, b] = createPair(side);
  for (const [name, compare] of Object.entries(contenders)) {
    const times: number[] = [];
    let value = 0;
    const run = compare(a, b);
    for (let k = 0; k < RUNS; k++) {
      const begin = process.cpuUsage().user;
      value = run();
      times.push((process.cpuUsage().user - begin) / 1000);
    }
    times.sort((p, q) => p - q);
    console.log(
      `${side}²  ${name.padEnd(24)} ${times[RUNS >> 1].toFixed(1).padStart(8)} ms   ${value.toFixed(6)}`,
    );
  }
}

function createPair(side: number): [Plane, Plane] {
  const random = createRandom(side);
  const a = new Float32Array(side * side);
  for (let i = 0; i < a.length; i++) a[i] = Math.round(110 + 80 * Math.sin((i % side) / 9) + 30 * random());
  const b = a.map((value) => Math.max(0, Math.min(255, Math.round(value + 12 * random() - 6))));
  return [
    { width: side, height: side, data: a },
    { width: side, height: side, data: b },
  ];
}

function toGrey({ width, height, data }: Plane) {
  return { width, height, channels: 1, data: Array.from(data) };
}

function toRgba({ width, height, data }: Plane) {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < data.length; i++) rgba.fill(data[i], i * 4, i * 4 + 3).fill(255, i * 4 + 3, i * 4 + 4);
  return { width, height, data: rgba };
}
