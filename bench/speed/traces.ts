import { parseArgs } from 'node:util';
import { median } from '../../src/bench/metrics.js';
import { describeMachine } from '../../src/bench/report.js';
import { findCopies } from '../../src/forensics/copy-move/copies.js';
import { findMosaic } from '../../src/forensics/demosaicing/demosaicing.js';
import { findGrids } from '../../src/forensics/grid/grid.js';
import { measureCells } from '../../src/forensics/noise/cells.js';
import { measureInconsistency } from '../../src/forensics/noise/inconsistency.js';
import { measureNoiseLevels } from '../../src/forensics/noise/noise-level.js';
import { findResampling } from '../../src/forensics/resampling/resampling.js';
import { createRandom } from '../../src/maths/random.js';
import type { Photo } from '../../src/photo/photo.js';
import { computeLuma } from '../../src/pixels/luma.js';
import { fitLongSide, shrinkLuma } from '../../src/pixels/resize.js';

// Processor time of the grid, resampling, colour filter, copy and noise traces; seeded pictures, results consumed.
//
//     npx tsx bench/speed/traces.ts [--sizes 0.25,1,12] [--runs 3]

const { values } = parseArgs({
  options: { sizes: { type: 'string', default: '0.25,1,12' }, runs: { type: 'string', default: '3' } },
});

const METHODS: Record<string, (photo: Photo) => number> = {
  grid: (photo) => findGrids(photo)?.log10Nfa ?? 0,
  resampling: ({ raster }) => findResampling(raster)?.both.log10Nfa ?? 0,
  demosaicing: ({ raster }) => findMosaic(raster)?.log10Nfa ?? 0,
  copies: ({ raster }) => {
    const { width, height } = fitLongSide(raster, 768);
    return findCopies(shrinkLuma(raster, width, height)).log10Nfa;
  },
  inconsistency: ({ raster }) => measureInconsistency(measureCells(raster))?.outlier ?? 0,
  'noise level': ({ raster }) => measureNoiseLevels(computeLuma(raster))?.log10Nfa ?? 0,
};

const machine = describeMachine();
console.log(
  `${machine.cores} × ${machine.cpu}, Node ${machine.node}, median of ${values.runs} runs after one to warm up`,
);
for (const megapixels of values.sizes.split(',').map(Number)) {
  const photo = createPhoto(megapixels);
  for (const [name, method] of Object.entries(METHODS)) {
    const times: number[] = [];
    let value = 0;
    for (let run = 0; run <= Number(values.runs); run++) {
      const before = process.cpuUsage();
      value = method(photo);
      const { user, system } = process.cpuUsage(before);
      if (run > 0) times.push((user + system) / 1000);
    }
    console.log(
      `${megapixels} Mpx  ${name.padEnd(13)} ${median(times).toFixed(0).padStart(6)} ms   ${value.toFixed(1)}`,
    );
  }
}

/** Waves and noise in 4:3, with the steps of 8 px blocks, so that a main grid is there. */
function createPhoto(megapixels: number): Photo {
  const width = 8 * Math.round(Math.sqrt((megapixels * 1e6 * 4) / 3) / 8);
  const height = 8 * Math.round((width * 3) / 4 / 8);
  const random = createRandom(1);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i += 3) {
      const block = 20 * Math.sin((x >> 3) * 1.7) * Math.cos((y >> 3) * 2.3);
      const grain = (x >> 7) % 2 ? 8 * random() : 0;
      data.fill(120 + block + 30 * Math.sin(x / 90) + grain, i, i + 3);
    }
  return {
    bytes: new Uint8Array(),
    sha256: '',
    format: 'png',
    width,
    height,
    orientation: 1,
    raster: { width, height, data },
    notes: [],
  };
}
