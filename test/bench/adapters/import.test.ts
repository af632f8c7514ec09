import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { importBenchmark } from '../../../src/bench/adapters/import.js';
import { readClaims } from '../../../src/bench/claims.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'claimlens-import-'));
});

async function put(...files: string[]): Promise<void> {
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), '');
  }
}

async function importAs(name: string) {
  const counts = await importBenchmark(name, folder);
  const claims = await readClaims(folder);
  const local = (path: string) => path.slice(folder.length + 1);
  return {
    counts: [counts.pristine, counts.forged],
    claims: claims.map(({ photo, references, mask, forged, kind, generator, source }) => ({
      photo: local(photo),
      references: references.map(local),
      mask: mask && local(mask),
      forged,
      kind,
      generator,
      source,
    })),
  };
}

describe('importBenchmark', () => {
  it('reads FraudBench, commas in category names included', async () => {
    await put(
      'Arts, Crafts & Sewing/Negative/Review_7/a.jpg',
      'Arts, Crafts & Sewing/DeepFake/nano-banana-2/Review_7/a.png',
      'Arts, Crafts & Sewing/Results/summary.json',
    );
    const { counts, claims } = await importAs('fraudbench');
    expect(counts).toEqual([1, 1]);
    expect(claims[0]).toMatchObject({ forged: true, generator: 'nano-banana-2', kind: 'ai-edited' });
    expect(claims[1]).toMatchObject({
      photo: 'Arts, Crafts & Sewing/Negative/Review_7/a.jpg',
      forged: false,
      kind: 'pristine-damage',
      source: 'Arts, Crafts & Sewing/Review_7',
    });
  });

  it('joins the edits of TGIF with their original and mask', async () => {
    await put(
      'orig/cat/12_orig.png',
      'orig/cat/12_orig_512.png',
      'orig/cat/12_mask_bbox.png',
      'orig/cat/12_mask_bbox_512.png',
      'ps/cat/12_mask_bbox.png_ps_0.png',
      'sd2/cat/12_mask_bbox.png_sd2-512_1.png',
    );
    const { claims } = await importAs('tgif');
    expect(claims.filter(({ forged }) => forged)).toEqual([
      {
        photo: 'ps/cat/12_mask_bbox.png_ps_0.png',
        references: ['orig/cat/12_orig.png'],
        mask: 'orig/cat/12_mask_bbox.png',
        forged: true,
        kind: 'ai-damage',
        generator: 'ps',
        source: 'coco-12',
      },
      expect.objectContaining({
        references: ['orig/cat/12_orig_512.png'],
        mask: 'orig/cat/12_mask_bbox_512.png',
        kind: 'ai-edited',
        generator: 'sd2',
      }),
    ]);
    expect(claims.filter(({ forged }) => !forged).map(({ photo }) => photo)).toEqual([
      'orig/cat/12_orig.png',
    ]);
  });

  it('tells splices from copies in CASIA and finds their masks', async () => {
    await put(
      'CASIA2/Au/Au_ani_1.jpg',
      'CASIA2/Tp/Tp_D_CNN_1.tif',
      'CASIA2/Tp/Tp_S_NNN_2.jpg',
      'CASIA2/CASIA 2 Groundtruth/Tp_D_CNN_1_gt.png',
    );
    const { counts, claims } = await importAs('casia');
    expect(counts).toEqual([1, 2]);
    expect(claims.map(({ kind }) => kind)).toEqual(['pristine-general', 'splice', 'copy-move']);
    expect(claims[1].mask).toBe('CASIA2/CASIA 2 Groundtruth/Tp_D_CNN_1_gt.png');
    expect(claims[2].mask).toBeNull();
  });

  it('gives COVERAGE its originals as references', async () => {
    await put('image/3.tif', 'image/3t.tif', 'mask/3forged.tif', 'mask/3copy.tif');
    const { claims } = await importAs('coverage');
    expect(claims.map(({ photo }) => photo)).toEqual(['image/3.tif', 'image/3t.tif']);
    expect(claims[1]).toMatchObject({
      references: ['image/3.tif'],
      mask: 'mask/3forged.tif',
      source: 'coverage-3',
    });
  });

  it('takes the generators of GenImage from its folders', async () => {
    await put('Midjourney/val/ai/1.png', 'Midjourney/val/nature/n1.JPEG', 'Midjourney/readme.txt');
    const { claims } = await importAs('genimage');
    expect(claims.map(({ kind, generator }) => [kind, generator])).toEqual([
      ['generated', 'Midjourney'],
      ['pristine-general', ''],
    ]);
  });

  it('keeps a claims.csv that is there, and says what layout it expects', async () => {
    await put('Midjourney/val/ai/1.png');
    await writeFile(join(folder, 'claims.csv'), 'mine');
    await expect(importBenchmark('genimage', folder)).rejects.toThrow(/--force/);
    expect(await readFile(join(folder, 'claims.csv'), 'utf8')).toBe('mine');
    await expect(importBenchmark('casia', folder, { force: true })).rejects.toThrow(/Au\/\*\.jpg/);
    await expect(importBenchmark('imagenet', folder)).rejects.toThrow(/casia, coverage/);
  });
});
