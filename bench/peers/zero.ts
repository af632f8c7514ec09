import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type LabelledClaim, readClaims } from '../../src/bench/claims.js';
import { median } from '../../src/bench/metrics.js';
import { describeMachine } from '../../src/bench/report.js';
import { findGrids, type GridFacts } from '../../src/forensics/grid/grid.js';
import { ingestPhoto } from '../../src/photo/ingest.js';
import type { Photo } from '../../src/photo/photo.js';
import type { Raster } from '../../src/pixels/plane.js';

// Our grid detector beside ZERO, the authors' own program (AGPL; nothing of it is used here). To get it:
//
//     git clone https://github.com/tinankh/ZERO && cd ZERO && make        needs libpng, libjpeg, libtiff
//     npx tsx bench/peers/zero.ts CLAIMS_FOLDER --zero ../ZERO/zero [--every 6]
//
// Both get the same pixels, twice: every photo as it came, and with a quarter of its area moved by 3 and 5 px off the
// grid, kept lossless. Times are processor time (user), medians; what counts is the ratio. ZERO gets no second file, so
// that neither looks for missing grids. `knowing the coder` is the detector as shipped: it takes the 4×4 blocks of WebP
// for its own.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { zero: { type: 'string' }, every: { type: 'string', default: '6' } },
});
const [folder] = positionals;
const { zero } = values;
if (!folder || !zero)
  throw new Error('usage: tsx bench/peers/zero.ts CLAIMS_FOLDER --zero BINARY [--every 6]');

interface Finding {
  /** `x,y` of the main grid's origin; null when there is none. */
  readonly main: string | null;
  /** Origins of parts. */
  readonly parts: readonly string[];
  readonly ms: number;
}

const scratch = mkdtempSync(join(tmpdir(), 'claimlens-zero-'));
const machine = describeMachine();
const rows = (await readClaims(folder)).filter((_, i) => i % Number(values.every) === 0);
console.log(`${rows.length} photos of ${folder}; ${machine.cores} × ${machine.cpu}, Node ${machine.node}`);
try {
  await compare('as they came', rows, ({ raster }) => raster);
  await compare('with a part moved off the grid', rows, ({ raster }) => moveQuarter(raster));
} finally {
  rmSync(scratch, { recursive: true });
}

async function compare(
  title: string,
  claims: readonly LabelledClaim[],
  change: (photo: Photo) => Raster,
): Promise<void> {
  const pairs: { claim: LabelledClaim; own: Finding; shipped: Finding; peer: Finding; megapixels: number }[] =
    [];
  for (const claim of claims) {
    const photo = await ingestPhoto(claim.photo);
    const raster = change(photo);
    pairs.push({
      claim,
      own: runOwn({ ...photo, raster, format: 'jpeg', orientation: 1 }),
      shipped: runOwn({ ...photo, raster }),
      peer: runZero(raster),
      megapixels: (raster.width * raster.height) / 1e6,
    });
  }
  const honest = pairs.filter(({ claim }) => !claim.forged);
  const damage = honest.filter(({ claim }) => claim.kind === 'pristine-damage');
  const describe = (pick: (pair: (typeof pairs)[number]) => Finding) => ({
    'main grid': pairs.filter((pair) => pick(pair).main).length,
    'parts, all': pairs.filter((pair) => pick(pair).parts.length > 0).length,
    [`parts, honest of ${honest.length}`]: honest.filter((pair) => pick(pair).parts.length > 0).length,
    [`parts, really damaged of ${damage.length}`]: damage.filter((pair) => pick(pair).parts.length > 0)
      .length,
    'ms per Mpx': Math.round(median(pairs.map((pair) => pick(pair).ms / pair.megapixels))),
  });
  console.log(`\n${title}`);
  console.table({
    claimlens: describe(({ own }) => own),
    'claimlens, knowing the coder': describe(({ shipped }) => shipped),
    ZERO: describe(({ peer }) => peer),
  });
  const same = pairs.filter(({ own, peer }) => own.main === peer.main).length;
  const share = (test: (pair: (typeof pairs)[number]) => boolean) => pairs.filter(test).length;
  console.log(
    `same main grid ${same} of ${pairs.length}; parts found by both ${share(({ own, peer }) => own.parts.length > 0 && peer.parts.length > 0)}, by claimlens alone ${share(({ own, peer }) => own.parts.length > 0 && peer.parts.length === 0)}, by ZERO alone ${share(({ own, peer }) => own.parts.length === 0 && peer.parts.length > 0)}; time ratio ${median(pairs.map(({ own, peer }) => peer.ms / own.ms)).toFixed(1)}`,
  );
}

function runOwn(photo: Photo): Finding {
  const before = process.cpuUsage();
  const facts: GridFacts | null = findGrids(photo);
  const ms = process.cpuUsage(before).user / 1000;
  if (!facts) throw new Error('expected photos of at least 64 px');
  return {
    main: facts.main?.origin.join() ?? null,
    parts: facts.foreign.map(({ origin }) => origin.join()),
    ms,
  };
}

function runZero({ width, height, data }: Raster): Finding {
  const file = join(scratch, 'photo.ppm');
  writeFileSync(file, Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), data]));
  const script = 'TIMEFORMAT=%U; time "$0" "$1"';
  const { stdout, stderr, status } = spawnSync('bash', ['-c', script, zero ?? '', file], {
    cwd: scratch,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`ZERO: ${stderr}`);
  return {
    main: stdout.match(/main grid found: #\d+ \((\d,\d)\)/)?.[1] ?? null,
    parts: [...stdout.matchAll(/bounding box:.* grid: #\d+ \((\d,\d)\)/g)].map(([, origin]) => origin),
    ms: 1000 * Number(stderr.trim().split('\n').at(-1)),
  };
}

/** The middle half of both sides, replaced by what stands 3 px to the right and 5 px below. */
function moveQuarter({ width, height, data }: Raster): Raster {
  const out = data.slice();
  const left = Math.floor(width / 4);
  const top = Math.floor(height / 4);
  for (let y = top; y < 3 * top; y++) {
    const from = ((y + 5) * width + left + 3) * 3;
    out.set(data.subarray(from, from + 2 * left * 3), (y * width + left) * 3);
  }
  return { width, height, data: out };
}
