import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignFolds, FOLD_COUNT, type RepositoryCounts } from '../../../models/data/folds.js';
import { indexPictures, pictureGroup } from '../../../models/data/index-builder.js';
import type { ManifestRow } from '../../../models/data/manifest.js';

const repositories = fc
  .uniqueArray(
    fc.record({
      repo: fc.string({ minLength: 1, maxLength: 8 }),
      pristine: fc.integer({ min: 0, max: 500 }),
      generated: fc.integer({ min: 0, max: 300 }),
      family: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    }),
    { selector: (r) => r.repo, minLength: 12, maxLength: 30 },
  )
  .map((list) =>
    list.map(
      ({ repo, pristine, generated, family }): RepositoryCounts => ({
        repo,
        classes: { ...(pristine && { pristine }), ...(generated && { generated }) },
        families: generated ? { [family]: generated } : {},
      }),
    ),
  );

describe('assignFolds', () => {
  test('gives every repository one fold, whatever the order of the input', () => {
    fc.assert(
      fc.property(repositories, (list) => {
        const { foldOf } = assignFolds(list);
        expect([...foldOf.keys()].sort()).toEqual(list.map((r) => r.repo).sort());
        for (const fold of foldOf.values()) expect(fold).toBeLessThan(FOLD_COUNT);
        expect(Object.fromEntries(assignFolds([...list].reverse()).foldOf)).toEqual(
          Object.fromEntries(foldOf),
        );
      }),
      { numRuns: 8, seed: 6 },
    );
  });

  test('keeps a family whole and every class in every fold when that is possible', () => {
    const list = Array.from(
      { length: 20 },
      (_, i): RepositoryCounts => ({
        repo: `r${i}`,
        classes: i < 10 ? { generated: 100 } : { pristine: 100 },
        families: i < 10 ? { [`family${i % 5}`]: 100 } : {},
      }),
    );
    const { foldOf, splitFamilies } = assignFolds(list);
    expect(splitFamilies.size).toBe(0);
    for (let fold = 0; fold < FOLD_COUNT; fold++) {
      const inFold = list.filter((r) => foldOf.get(r.repo) === fold);
      expect(inFold.filter((r) => r.classes.generated).length).toBe(2);
      expect(inFold.filter((r) => r.classes.pristine).length).toBe(2);
    }
  });

  test('names the families that one huge repository forces apart', () => {
    const list: RepositoryCounts[] = [
      { repo: 'mixed', classes: { generated: 900 }, families: { a: 450, b: 450 } },
      { repo: 'a', classes: { generated: 900 }, families: { a: 900 } },
      { repo: 'b', classes: { generated: 900 }, families: { b: 900 } },
      { repo: 'c', classes: { generated: 900 }, families: { c: 900 } },
      { repo: 'd', classes: { generated: 900 }, families: { d: 900 } },
    ];
    expect([...assignFolds(list).splitFamilies.keys()].sort()).toEqual(['a', 'b']);
  });
});

describe('indexPictures', () => {
  const probe = (blob: string, bits: string) =>
    [blob, { blob, width: 500, height: 400, format: 'jpeg', bits: bits.repeat(64), quality: 90 }] as const;
  const manifest = [
    manifestRow('1', { heldOut: true, note: 'category=x; base=x_1' }),
    manifestRow('2', { note: 'category=x; base=x_1' }),
    manifestRow('3'),
    manifestRow('4'),
    manifestRow('5', { role: 'edited', original: id('3') }),
    manifestRow('6'),
    manifestRow('7'),
    manifestRow('8', { role: 'input' }),
  ];
  const probes = new Map([
    probe(id('1'), '0'),
    probe(id('2'), 'f'),
    probe(id('3'), '3'),
    probe(id('4'), '3'),
    probe(id('5'), '3'),
    probe(id('6'), '0'),
  ]);

  test('leaves out what resembles a test picture, what repeats, what is not stored, and says why', () => {
    const { rows, left } = indexPictures(manifest, probes, []);
    expect(rows.map((row) => row.blob)).toEqual([id('3'), id('5')]);
    expect(Object.fromEntries(left.map((row) => [row.blob, row.reason]))).toEqual({
      [id('2')]: 'same object as a test picture',
      [id('4')]: 'repeated',
      [id('6')]: 'like a test picture',
      [id('7')]: 'not stored',
    });
  });

  test('finds a mask by the path that a note gives', () => {
    const edit = manifestRow('3', { role: 'edited', note: 'mask=masks/out__a.png' });
    const mask = manifestRow('4', { role: 'mask', path: 'out/a.png' });
    expect(indexPictures([edit, mask], probes, []).rows[0].mask).toBe(id('4'));
  });

  test('an edit and its original share a group', () => {
    const { rows } = indexPictures(manifest, probes, []);
    expect(new Set(rows.map((row) => row.group)).size).toBe(1);
    expect(pictureGroup(manifest[1])).toBe('o/r#x_1');
  });
});

function id(digit: string): string {
  return digit.repeat(40);
}

function manifestRow(digit: string, more: Partial<ManifestRow> = {}): ManifestRow {
  return {
    repo: 'o/r',
    blob: id(digit),
    path: `${digit}.jpg`,
    role: 'pristine',
    kind: 'general',
    generator: '',
    original: '',
    mask: '',
    format: 'JPEG',
    heldOut: false,
    note: '',
    ...more,
  };
}
