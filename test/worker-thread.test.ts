import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { createInspector, type Report } from '../src/index.js';

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/files/${name}`, import.meta.url));
const small = async (name: string) =>
  new Uint8Array(await sharp(fixture(name)).resize(256).jpeg({ quality: 90 }).toBuffer());

it('gives the same report in a worker thread as in the main thread', async () => {
  const input = { photo: await small('forged-mug-crack.jpg'), references: [await small('listing-mug.jpg')] };
  // Node 20 gives `--import` to no worker: tsx is registered by hand.
  const module = new URL('./worker-thread.ts', import.meta.url).href;
  const code = `import('tsx/esm/api').then(({ register }) => { register(); return import('${module}'); });`;
  const worker = new Worker(code, { eval: true, workerData: input });
  const [report] = (await once(worker, 'message')) as [Report];
  await once(worker, 'exit');
  const inspector = await createInspector({ limits: { maxDurationMs: 300_000 } });
  const here = await inspector.inspect(input);
  await inspector.close();
  expect({ ...report, timing: null }).toEqual({ ...here, timing: null });
  expect(report.readings.filter(({ status }) => status === 'failed')).toEqual([]);
}, 900_000);
