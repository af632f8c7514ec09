import { cpus } from 'node:os';
import { DIHEDRAL } from '../../src/matching/dihedral.js';
import { hammingDistance } from '../../src/matching/hamming.js';
import { computePdq } from '../../src/matching/pdq.js';
import { createRandom } from '../../src/maths/random.js';
import { createPlane } from '../../src/pixels/plane.js';
import { createHashIndex } from '../../src/registry/hash-index.js';

// Radius search over PDQ hashes in memory, against a plain loop; seeded, results consumed. Processor time is what the
// search takes when nothing else runs.
//
//     npx tsx bench/speed/registry.ts [hashes = 1000000] [searches = 1000]

const [hashes = 1_000_000, searches = 1000] = process.argv.slice(2).map(Number);
const RADIUS = 31;

const random = createRandom(1);
const draw = () => Uint32Array.from({ length: 8 }, () => random() * 2 ** 32);

/** Hashes of a picture under its eight symmetries, as a search has them. */
function makePhoto(): Uint32Array[] {
  const luma = createPlane(96, 96);
  for (let i = 0; i < luma.data.length; i++) luma.data[i] = 255 * random();
  const { variants } = computePdq(luma);
  return DIHEDRAL.map((name) => variants[name]);
}

global.gc?.();
const before = process.memoryUsage();
const index = createHashIndex();
let begin = performance.now();
const plain = new Uint32Array(Math.min(hashes, 20_000) * 8);
const photos = Array.from({ length: 64 }, makePhoto);
for (let number = 1; number <= hashes; number++) {
  // Every thousandth is near one of the photos.
  const near = number % 1000 === 0 ? photos[number % 64][number % 8].slice() : null;
  if (near) for (let i = 0; i < number % 40; i++) near[i % 8] ^= 1 << ((i * 7) % 32);
  const hash = near ?? draw();
  if (number <= plain.length / 8) plain.set(hash, (number - 1) * 8);
  index.add(number, hash);
}
const seconds = (performance.now() - begin) / 1000;
const after = process.memoryUsage();
console.log(`${cpus()[0].model}, Node ${process.version}, ${hashes} hashes, radius ${RADIUS}`);
console.log(
  `built in ${seconds.toFixed(1)} s; memory ${megabytes(after.external - before.external)} MB outside the heap, RSS +${megabytes(after.rss - before.rss)} MB`,
);

measure('one hash', (i) => index.search([photos[i % 64][0]], RADIUS).length);
measure('a photo: eight symmetries', (i) => index.search(photos[i % 64], RADIUS).length);

begin = performance.now();
let found = 0;
for (let i = 0; i < plain.length; i += 8)
  if (hammingDistance(plain.subarray(i, i + 8), photos[0][0]) <= RADIUS) found++;
const loop = ((performance.now() - begin) / (plain.length / 8)) * hashes;
console.log(
  `plain loop, one hash: ${loop.toFixed(1)} ms for ${hashes} (timed on ${plain.length / 8}, ${found} found)`,
);

function measure(name: string, search: (i: number) => number): void {
  for (let i = 0; i < 50; i++) search(i);
  const wall: number[] = [];
  let hits = 0;
  const cpu = process.cpuUsage();
  for (let i = 0; i < searches; i++) {
    const start = performance.now();
    hits += search(i);
    wall.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(cpu);
  wall.sort((a, b) => a - b);
  const at = (share: number) => wall[Math.min(searches - 1, Math.floor(share * searches))].toFixed(2);
  console.log(
    `${name}: least ${wall[0].toFixed(2)} ms, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms; ${((user + system) / 1000 / searches).toFixed(2)} ms processor time; ${(hits / searches).toFixed(1)} hits`,
  );
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
