import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadModel, openModels, shippedModels } from '../../src/models/models.js';
import { doublingGraph } from './tiny-graph.js';

const graph = doublingGraph();
const sha256 = createHash('sha256').update(graph).digest('hex');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'claimlens-models-'));
  const entry = (id: string, hash: string, path = 'doubling.onnx') => ({ id, path, sha256: hash });
  const models = [
    entry('doubling', sha256),
    entry('exchanged', '0'.repeat(64)),
    entry('absent', sha256, 'absent.onnx'),
  ];
  writeFileSync(join(folder, 'doubling.onnx'), graph);
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ models }));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('loadModel', () => {
  it('carries id and hash of the verified file', async () => {
    const model = await loadModel('doubling', { folder });
    expect(model).toMatchObject({ id: 'doubling', sha256 });
    await model.close();
  });

  it.each([
    ['exchanged', /expected sha256 0{64}, got [0-9a-f]{64}/],
    ['absent', /ENOENT/],
    ['unlisted', /does not list/],
  ])('refuses a model that is %s', async (id, message) => {
    await expect(loadModel(id, { folder })).rejects.toMatchObject({
      code: 'invalid-model',
      message: expect.stringMatching(message),
    });
  });
});

describe('openModels', () => {
  it('loads each model once', async () => {
    const models = openModels({ folder });
    const [first, second] = await Promise.all([models.get('doubling'), models.get('doubling')]);
    expect(first).toBe(second);
    await models.close();
  });
});

describe('shippedModels', () => {
  it('lists only files whose hash is right', async () => {
    const manifest = JSON.parse(await readFile(join(shippedModels(), 'manifest.json'), 'utf8'));
    for (const { path, sha256: expected } of manifest.models) {
      const bytes = await readFile(join(shippedModels(), path));
      expect(createHash('sha256').update(bytes).digest('hex'), path).toBe(expected);
    }
  });
});
