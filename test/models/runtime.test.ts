import { describe, expect, it } from 'vitest';
import { openSession, type RuntimeName } from '../../src/models/runtime.js';
import { doublingGraph } from './tiny-graph.js';

const RUNTIMES: readonly RuntimeName[] = ['onnxruntime-node', 'onnxruntime-web'];

describe.each(RUNTIMES)('openSession with %s', (runtime) => {
  it('names inputs and outputs and runs the graph', async () => {
    const session = await openSession(doublingGraph(), { runtime });
    expect(session).toMatchObject({ runtime, inputs: ['given'], outputs: ['doubled'] });
    const { doubled } = await session.run({
      given: { data: new Float32Array([1, -2, 0.5, 4]), dims: [2, 2] },
    });
    expect([...doubled.data]).toEqual([2, -4, 1, 8]);
    expect([...doubled.dims]).toEqual([2, 2]);
    await session.close();
  });

  it('keeps overlapping runs apart', async () => {
    const session = await openSession(doublingGraph(), { runtime });
    const runs = Array.from({ length: 16 }, (_, i) =>
      session.run({ given: { data: new Float32Array([i, -i]), dims: [1, 2] } }),
    );
    const results = await Promise.all(runs);
    expect(results.map(({ doubled }) => doubled.data[0])).toEqual(runs.map((_, i) => 2 * i));
    await session.close();
  });

  it('goes on after a run with a wrong shape', async () => {
    const session = await openSession(doublingGraph(), { runtime });
    const wrong = { given: { data: new Float32Array(3), dims: [1, 3] } };
    await expect(session.run(wrong)).rejects.toMatchObject({ code: 'invalid-model' });
    const { doubled } = await session.run({ given: { data: new Float32Array([1, 2]), dims: [1, 2] } });
    expect([...doubled.data]).toEqual([2, 4]);
    await session.close();
  });

  it('refuses bytes that are no graph', async () => {
    const wrong = openSession(new Uint8Array([1, 2, 3, 4]), { runtime });
    await expect(wrong).rejects.toMatchObject({ name: 'ClaimlensError', code: 'invalid-model' });
  });
});

it('says what to install when the runtime is absent', async () => {
  const absent = openSession(doublingGraph(), { runtime: 'onnxruntime-absent' as RuntimeName });
  await expect(absent).rejects.toMatchObject({
    code: 'missing-runtime',
    message: expect.stringContaining('npm install onnxruntime-node'),
  });
});
