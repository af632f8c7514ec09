import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { createArtifacts } from '../../src/artifacts/artifacts.js';
import { readDct } from '../../src/bytes/jpeg-dct/dct.js';
import { createRandom } from '../../src/maths/random.js';
import { openModels } from '../../src/models/models.js';
import { ingestPhoto } from '../../src/photo/ingest.js';
import { runSignals } from '../../src/run.js';
import { SIGNALS } from '../../src/signals/index.js';
import { drawNoiseLayer } from './noise-layer.js';

// Processor time of every measurement on the pixels of one photo, as a ratio to decoding that photo to pixels in the
// same run. Seeded pictures of 1 and 12 Mpx with the levels of a photograph, compressed twice; median of the runs.
//
//     npx tsx bench/speed/forensics.ts [--runs 5] [--method jpeg/ghosts]…

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '5' }, method: { type: 'string', multiple: true } },
});
const FAMILIES = ['jpeg/', 'noise/', 'neural/edited'];
const SIZES = [
  { megapixels: 1, width: 1152, height: 864 },
  { megapixels: 12, width: 4000, height: 3000 },
];

const models = openModels();
const signals = SIGNALS.filter(({ id }) =>
  values.method ? values.method.includes(id) : FAMILIES.some((family) => id.startsWith(family)),
);
console.log(`${cpus()[0].model}, Node ${process.version}, ${values.runs} runs`);
for (const { megapixels, width, height } of SIZES) {
  const bytes = await drawPhoto(width, height);
  const decode = await medianMs(async () => (await ingestPhoto(bytes)).width);
  console.log(
    `\n${megapixels} Mpx, ${Math.round(bytes.length / 1024)} kB; decoding to pixels ${decode.toFixed(0)} ms`,
  );
  const progressive = await sharp(bytes).jpeg({ quality: 90, progressive: true }).toBuffer();
  for (const [name, file] of [
    ['coefficients, baseline', bytes],
    ['coefficients, progressive', progressive],
  ] as const)
    line(name, await medianMs(async () => (readDct(file).status === 'decoded' ? 1 : 0)), decode);
  for (const signal of signals) {
    const photo = await ingestPhoto(bytes);
    // With the artifacts that it needs: what it would cost as the only signal of its kind.
    const ms = await medianMs(async () => {
      const get = createArtifacts({ photo, claim: {}, references: [], models });
      const [{ reading }] = await runSignals([signal], get, { deadlineMs: 600_000, deep: true });
      return reading.status === 'measured' ? reading.value : 0;
    });
    line(`${signal.id} (${signal.tier})`, ms, decode);
  }
}

function line(name: string, ms: number, decode: number): void {
  console.log(
    `  ${name.padEnd(44)} ${ms.toFixed(0).padStart(6)} ms   ${(ms / decode).toFixed(2).padStart(6)} decodes`,
  );
}

async function medianMs(run: () => Promise<number>): Promise<number> {
  const times: number[] = [];
  let consumed = 0;
  for (let k = 0; k < Number(values.runs); k++) {
    const begin = process.cpuUsage();
    consumed += await run();
    const { user, system } = process.cpuUsage(begin);
    times.push((user + system) / 1000);
  }
  if (Number.isNaN(consumed)) throw new Error('a measurement gave no number');
  return times.sort((a, b) => a - b)[times.length >> 1];
}

/** Smooth shapes, texture of several sizes and grain, compressed at quality 80 and then 90. */
async function drawPhoto(width: number, height: number): Promise<Uint8Array> {
  const random = createRandom(width);
  const noise = (w: number, h: number, spread: number) =>
    drawNoiseLayer(random, [w, h], spread, { width, height });
  const layers = await Promise.all([
    noise(Math.ceil(width / 160), Math.ceil(height / 160), 200),
    noise(Math.ceil(width / 12), Math.ceil(height / 12), 70),
    noise(Math.ceil(width / 3), Math.ceil(height / 3), 40),
  ]);
  const pixels = layers[0].map((value, i) =>
    Math.max(2, Math.min(253, value + layers[1][i] + layers[2][i] - 256 + 8 * (random() - 0.5))),
  );
  const first = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 80 })
    .toBuffer();
  return sharp(first).jpeg({ quality: 90 }).toBuffer();
}
