import type { Raster } from '../../pixels/plane.js';

// About 0.7 s of votes. Larger photos are read in bands of whole rows, evenly spread.
const MOST_PIXELS = 4e6;
const BAND_PX = 160;

/** First rows of the parts of a photo that are read: the whole photo, or evenly spread bands of it. */
export interface Bands {
  /** Multiples of 8: origins then mean the same in every band. */
  readonly tops: readonly number[];
  /** Height of every band. */
  readonly rows: number;
  /** Share of the photo that is read, 0..1. */
  readonly readShare: number;
}

/** Chooses what is read of a photo: all of it up to 4 Mpx, about 4 Mpx of it above. */
export function chooseBands({ width, height }: Pick<Raster, 'width' | 'height'>): Bands {
  if (width * height <= MOST_PIXELS) return { tops: [0], rows: height, readShare: 1 };
  const rows = Math.min(BAND_PX, height);
  const count = Math.max(1, Math.floor(MOST_PIXELS / width / rows));
  const tops = Array.from(
    { length: count },
    (_, band) => 8 * Math.floor((band * (height - rows)) / Math.max(1, count - 1) / 8),
  );
  return { tops, rows, readShare: (count * rows) / height };
}
