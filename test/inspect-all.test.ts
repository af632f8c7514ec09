import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  ClaimlensError,
  createInspector,
  type InspectionInput,
  type InspectionOptions,
  inspectAll,
} from '../src/index.js';

const claims = (count: number) =>
  Array.from({ length: count }, (_, i): InspectionInput => ({ photo: String(i) }));

/** Answers with the photo's name after as many milliseconds as `durationOf` says, and counts what is open. */
function fakeInspector(durationOf: (photo: number) => number = () => 0) {
  const seen = { open: 0, most: 0, started: 0, aborted: 0 };
  return {
    seen,
    async inspect({ photo }: InspectionInput, { signal }: InspectionOptions): Promise<string> {
      seen.started++;
      seen.most = Math.max(seen.most, ++seen.open);
      try {
        await sleep(durationOf(Number(photo)), undefined, { signal });
        return `report ${photo}`;
      } catch (error) {
        seen.aborted++;
        throw new ClaimlensError('aborted', 'inspect: aborted by the caller', { cause: error });
      } finally {
        seen.open--;
      }
    },
  };
}

async function collect<T>(outcomes: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const outcome of outcomes) all.push(outcome);
  return all;
}

describe('inspectAll', () => {
  it('gives every claim once, in order, with no more open than asked for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        async (durations, concurrency) => {
          const inspector = fakeInspector((photo) => durations[photo]);
          const outcomes = await collect(inspectAll(inspector, claims(durations.length), { concurrency }));
          expect(outcomes.map(({ index }) => index)).toEqual(durations.map((_, i) => i));
          expect(outcomes.map((one) => (one.status === 'inspected' ? one.report : null))).toEqual(
            durations.map((_, i) => `report ${i}`),
          );
          expect(inspector.seen.most).toBeLessThanOrEqual(concurrency);
        },
      ),
      { numRuns: 25, seed: 7 },
    );
  });

  it('gives what is ready first where the order does not matter', async () => {
    const inspector = fakeInspector((photo) => (photo === 0 ? 200 : 1));
    const order = async (ordered: boolean) =>
      (await collect(inspectAll(inspector, claims(3), { concurrency: 3, ordered }))).map(
        ({ index }) => index,
      );
    expect((await order(false)).at(-1)).toBe(0);
    expect(await order(true)).toEqual([0, 1, 2]);
  });

  it.each([true, false])(
    'takes claims from a stream only when there is room (ordered: %s)',
    async (ordered) => {
      let taken = 0;
      let closed = false;
      async function* endless(): AsyncGenerator<InspectionInput> {
        try {
          for (;;) yield { photo: String(taken++) };
        } finally {
          closed = true;
        }
      }
      let given = 0;
      for await (const _ of inspectAll(fakeInspector(), endless(), { concurrency: 3, ordered })) {
        given++;
        // A slow reader: whoever ran ahead would do it now.
        await sleep(3);
        expect(taken - given).toBeLessThanOrEqual(3);
        if (given === 20) break;
      }
      expect([given, closed]).toEqual([20, true]);
    },
  );

  it('makes an error of one claim a value, and goes on', async () => {
    const failing = {
      async inspect({ photo }: InspectionInput) {
        if (photo === '1') throw new ClaimlensError('unreadable-photo', 'photo: expected a picture');
        if (photo === '2') throw new TypeError('a defect');
        return 'fine';
      },
    };
    const outcomes = await collect(inspectAll(failing, claims(4), { concurrency: 2 }));
    expect(outcomes.map((one) => (one.status === 'failed' ? one.error.code : one.report))).toEqual([
      'fine',
      'unreadable-photo',
      'internal',
      'fine',
    ]);
    expect(outcomes.every((one) => one.status === 'inspected' || one.error instanceof ClaimlensError)).toBe(
      true,
    );
  });

  it('ends with aborted when the signal fires, and ends what is running', async () => {
    const abort = new AbortController();
    const inspector = fakeInspector((photo) => (photo < 2 ? 0 : 60_000));
    const given: number[] = [];
    const loop = async () => {
      const options = { concurrency: 3, signal: abort.signal };
      for await (const { index } of inspectAll(inspector, claims(100), options)) {
        given.push(index);
        if (index === 1) setTimeout(() => abort.abort(new Error('enough')), 5);
      }
    };
    await expect(loop()).rejects.toMatchObject({ code: 'aborted', cause: { message: 'enough' } });
    expect(given).toEqual([0, 1]);
    expect(inspector.seen.open).toBe(0);
    expect(inspector.seen.aborted).toBeGreaterThan(0);

    const never = inspectAll(inspector, claims(1), { signal: AbortSignal.abort() }).next();
    await expect(never).rejects.toMatchObject({ code: 'aborted' });
  });

  it('ends what is running when the loop is left, even while the source is silent', async () => {
    const inspector = fakeInspector((photo) => (photo === 0 ? 0 : 60_000));
    async function* silent(): AsyncGenerator<InspectionInput> {
      yield* claims(2);
      await new Promise(() => undefined);
    }
    for await (const { index } of inspectAll(inspector, silent(), { concurrency: 5, ordered: false }))
      if (index === 0) break;
    expect(inspector.seen.open).toBe(0);
  });

  it('passes on what the source throws, and refuses a concurrency that is none', async () => {
    async function* broken(): AsyncGenerator<InspectionInput> {
      yield* claims(1);
      throw new Error('the file ended early');
    }
    await expect(collect(inspectAll(fakeInspector(), broken()))).rejects.toThrow('the file ended early');
    for (const concurrency of [0, 1.5, Number.NaN])
      await expect(collect(inspectAll(fakeInspector(), [], { concurrency }))).rejects.toMatchObject({
        code: 'invalid-argument',
      });
    expect(await collect(inspectAll(fakeInspector(), []))).toEqual([]);
  });

  it('inspects claims with a real inspector as one call each would, and hands their other fields back', async () => {
    const fixture = fileURLToPath(new URL('../fixtures/files/honest-mug-chip.jpg', import.meta.url));
    const photo = new Uint8Array(await sharp(fixture).resize(200).jpeg().toBuffer());
    const inspector = await createInspector({ limits: { maxDurationMs: 300_000 } });
    const rows = [
      { photo, row: 1 },
      { photo: 'absent.jpg', row: 2 },
      { photo, claim: { id: 'c' }, row: 3 },
    ];
    const outcomes = await collect(inspectAll(inspector, rows, { concurrency: 2 }));
    const alone = await inspector.inspect(rows[0]);
    await inspector.close();
    expect(outcomes.map(({ status, input }) => [status, input.row])).toEqual([
      ['inspected', 1],
      ['failed', 2],
      ['inspected', 3],
    ]);
    const [first, second] = outcomes;
    if (first.status !== 'inspected' || second.status !== 'failed') throw new Error('unreachable');
    expect({ ...first.report, timing: null }).toEqual({ ...alone, timing: null });
    expect(second.error.code).toBe('not-found');
  });
});
