import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import * as claimlens from '../src/index.js';
import { sampleReport } from './report/sample.js';

const fixture = fileURLToPath(new URL('../fixtures/files/honest-mug-chip.jpg', import.meta.url));
const signal = AbortSignal.abort(new Error('the customer left'));
const photo = new Uint8Array(readFileSync(fixture));

/** Every asynchronous function of the package, with a call whose signal has fired. */
const CALLS: Readonly<Record<string, () => Promise<unknown>>> = {
  createInspector: () => claimlens.createInspector({ signal }),
  fingerprint: () => claimlens.fingerprint(photo, { signal }),
  inspectAll: () => claimlens.inspectAll({ inspect: async () => null }, [{ photo }], { signal }).next(),
  makePictures: () =>
    claimlens.makePictures({ outcomes: [], artifacts: async () => null as never }, { signal }),
  verifyReport: () => claimlens.verifyReport(sampleReport(), [], { signal }),
};

it.each(Object.entries(CALLS))('%s stops when its signal has fired, and says why', async (_, call) => {
  const error = await call().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(claimlens.ClaimlensError);
  expect(error).toMatchObject({ code: 'aborted', cause: { message: 'the customer left' } });
});

it('leaves no asynchronous function of the package out', () => {
  const asynchronous = Object.entries(claimlens)
    .filter(([, value]) => /^Async(Generator)?Function$/.test(value?.constructor?.name ?? ''))
    .map(([name]) => name);
  expect(asynchronous.sort()).toEqual(Object.keys(CALLS).sort());
});

it('an inspector stops before an inspection and between two measurements, and goes on with the next photo', async () => {
  const small = new Uint8Array(await sharp(fixture).resize(200).jpeg().toBuffer());
  const inspector = await claimlens.createInspector({ limits: { maxDurationMs: 300_000 } });
  for (const method of ['inspect', 'inspectFully'] as const) {
    await expect(inspector[method]({ photo: small }, { signal })).rejects.toMatchObject({ code: 'aborted' });
    const abort = new AbortController();
    const running = inspector[method]({ photo: small }, { signal: abort.signal });
    setImmediate(() => abort.abort());
    await expect(running).rejects.toMatchObject({ code: 'aborted' });
  }
  expect((await inspector.inspect({ photo: small })).photo.width).toBe(200);
  await inspector.close();
});
