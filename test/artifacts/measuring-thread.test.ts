import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MEASUREMENT_NAMES, type MeasuredPhoto, takeMeasurement } from '../../src/artifacts/measurements.js';
import { startMeasuringThread } from '../../src/artifacts/measuring-thread.js';
import { ingestPhoto } from '../../src/photo/ingest.js';

let folder: string;
let photo: MeasuredPhoto;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'claimlens-'));
  await build({
    entryPoints: [fileURLToPath(new URL('../../src/artifacts/measuring-worker.ts', import.meta.url))],
    outfile: join(folder, 'measuring-worker.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
  photo = await ingestPhoto(
    await readFile(new URL('../../fixtures/files/forged-mug-crack.jpg', import.meta.url)),
  );
});
afterAll(() => rm(folder, { recursive: true }));

const start = (name = 'measuring-worker.mjs') => startMeasuringThread(pathToFileURL(join(folder, name)));

describe('startMeasuringThread', () => {
  it('measures what the calling thread would', async () => {
    const thread = start();
    const measure = thread?.measure(photo);
    for (const name of MEASUREMENT_NAMES)
      expect(await measure?.(name), name).toEqual(takeMeasurement(name, photo));
    await thread?.close();
  });

  it('keeps photos apart that are measured side by side, and leaves their bytes alone', async () => {
    const { width, height, data } = photo.raster;
    const other = { bytes: new Uint8Array(4), raster: { width, height, data: data.map((v) => 255 - v) } };
    const before = new Uint8Array(photo.bytes);
    const thread = start();
    const measures = [photo, other].map((one) => thread?.measure(one));
    const [first, second] = await Promise.all(measures.map((measure) => measure?.('residualStatistics')));
    expect(first).toEqual(takeMeasurement('residualStatistics', photo));
    expect(second).toEqual(takeMeasurement('residualStatistics', other));
    expect(await measures[1]?.('jpegLevels')).toEqual({
      coefficients: { status: 'unsupported', reason: 'not-jpeg' },
      history: null,
    });
    expect(new Uint8Array(photo.bytes)).toEqual(before);
    await thread?.close();
  });

  it('passes on what the thread says of a failure', async () => {
    await writeFile(
      join(folder, 'fails.mjs'),
      `import { parentPort } from 'node:worker_threads';
      const failed = { code: 'limit-exceeded', message: 'pixels: too many' };
      parentPort.on('message', ({ id }) => parentPort.postMessage({ id, failed }));`,
    );
    const thread = start('fails.mjs');
    const failure = { name: 'ClaimlensError', code: 'limit-exceeded', message: 'pixels: too many' };
    await expect(thread?.measure(photo)('aiMarks')).rejects.toMatchObject(failure);
    await thread?.close();
  });

  it('measures in the calling thread when the other is lost, before and after', async () => {
    await writeFile(join(folder, 'dies.mjs'), `process.exit(1);`);
    const thread = start('dies.mjs');
    const expected = takeMeasurement('spectralPeaks', photo);
    expect(await thread?.measure(photo)('spectralPeaks')).toEqual(expected);
    expect(await thread?.measure(photo)('spectralPeaks')).toEqual(expected);
    await thread?.close();
  });

  it('starts nothing where the worker does not lie beside the code', () => {
    expect(start('absent.mjs')).toBeNull();
    expect(startMeasuringThread()).toBeNull();
  });
});
