import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readGpsPosition } from '../../src/bytes/gps-position.js';
import * as w from './container-writer.js';

type Fraction = readonly [numerator: number, denominator: number];

/** A GPS directory; `position` holds degrees, minutes and seconds of latitude and longitude. */
function gpsBlock(
  latitude: readonly [string, readonly Fraction[]],
  longitude: readonly [string, readonly Fraction[]],
  littleEndian = true,
) {
  const u32 = (value: number) => (littleEndian ? w.u32(value).slice().reverse() : w.u32(value));
  const angle = (tag: number, fractions: readonly Fraction[]) => ({
    tag,
    type: 5,
    count: fractions.length,
    value: w.concat(...fractions.flatMap(([numerator, denominator]) => [u32(numerator), u32(denominator)])),
  });
  const gps = [
    w.textEntry(1, latitude[0]),
    angle(2, latitude[1]),
    w.textEntry(3, longitude[0]),
    angle(4, longitude[1]),
  ];
  return { data: w.tiff({ gps }, littleEndian) };
}
const dms = (degrees: number, minutes: number, seconds: number): Fraction[] => [
  [degrees, 1],
  [minutes, 1],
  [seconds, 1],
];
const SHANGHAI = gpsBlock(['N', dms(31, 13, 48)], ['E', dms(121, 28, 26)]);

describe('readGpsPosition', () => {
  it('reads degrees, minutes and seconds in four hemispheres, rounded to about 100 m', () => {
    // 31 + 13/60 + 48/3600 = 31.23; 121 + 28/60 + 26/3600 = 121.47389
    expect(readGpsPosition([SHANGHAI])).toEqual({ latitude: 31.23, longitude: 121.474 });
    // Sao Paulo, seconds unknown, minutes with decimals: 33/60 + 2/600 = 0.55333
    const decimals = gpsBlock(
      [
        'S',
        [
          [23, 1],
          [3302, 100],
          [0, 0],
        ],
      ],
      [
        'W',
        [
          [46, 1],
          [3802, 100],
          [0, 0],
        ],
      ],
    );
    expect(readGpsPosition([decimals])).toEqual({ latitude: -23.55, longitude: -46.634 });
  });

  it('reads back every position in both byte orders, to half a thousandth of a degree', () => {
    const micro = (limit: number) => fc.integer({ min: 1, max: limit * 1e6 });
    fc.assert(
      fc.property(micro(90), micro(180), fc.boolean(), fc.boolean(), (lat, long, south, little) => {
        const whole = (value: number): Fraction[] => [
          [value, 1e6],
          [0, 1],
          [0, 1],
        ];
        const block = gpsBlock([south ? 'S' : 'N', whole(lat)], ['E', whole(long)], little);
        const position = readGpsPosition([block]);
        const close = (found: number | undefined, truth: number) =>
          found !== undefined && Math.abs(found - truth) <= 0.0005 + 1e-9;
        return (
          close(position?.latitude, ((south ? -1 : 1) * lat) / 1e6) && close(position?.longitude, long / 1e6)
        );
      }),
    );
  });

  it('takes the first block with a position', () => {
    expect(readGpsPosition([{ data: w.tiff({}) }, SHANGHAI])).toMatchObject({ latitude: 31.23 });
  });

  it.each([
    ['no block', []],
    ['no GPS directory', [{ data: w.tiff({ ifd0: [w.textEntry(0x010f, 'Canon')] }) }]],
    ['no TIFF structure', [{ data: w.ascii('no TIFF structure') }]],
    ['a latitude beyond the pole', [gpsBlock(['N', dms(91, 0, 0)], ['E', dms(1, 0, 0)])]],
    [
      'degrees without a denominator',
      [
        gpsBlock(
          [
            'N',
            [
              [31, 0],
              [0, 1],
              [0, 1],
            ],
          ],
          ['E', dms(1, 0, 0)],
        ),
      ],
    ],
    [
      'two numbers instead of three',
      [
        gpsBlock(
          [
            'N',
            [
              [31, 1],
              [0, 1],
            ],
          ],
          ['E', dms(1, 0, 0)],
        ),
      ],
    ],
    ['the zeros of a device without a fix', [gpsBlock(['N', dms(0, 0, 0)], ['E', dms(0, 0, 0)])]],
  ])('finds nothing in %s', (_, blocks) => {
    expect(readGpsPosition(blocks)).toBeNull();
  });
});
