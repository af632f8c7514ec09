import { extractFeatures } from '../matching/descriptors.js';
import type { Features } from '../matching/features.js';
import type { Fingerprint } from '../matching/fingerprint.js';
import type { PictureHashes } from '../matching/hash-distance.js';
import type { MatchView } from '../matching/registration.js';
import type { Photo } from '../photo/photo.js';
import type { Plane, Raster } from '../pixels/plane.js';
import { fitLongSide, shrinkPlane } from '../pixels/resize.js';
import { computeHashes, computeMatchView } from './match-view.js';
import { computeView, type View } from './view.js';

/** What the merchant hands in to compare with: a picture, or the stored fingerprint of one. */
export type Reference = Photo | ReferencePicture | Fingerprint;

/** What comparisons read of a reference picture; it follows from the file alone. Computed when first asked for. */
export interface PreparedPicture extends Pick<Photo, 'sha256' | 'format' | 'width' | 'height'> {
  readonly view: View;
  hashes(): PictureHashes;
  match(): MatchView;
  /** Few features of a small view. */
  screen(): { readonly features: Features; readonly width: number };
}

/** A reference without its full pixels (36 MB at 12 Mpx), which only drawn reports need. */
export interface ReferencePicture extends PreparedPicture {
  readonly bytes: Uint8Array;
  /** Decodes the full pixels again. */
  openRaster(): Promise<Raster>;
}

// The screening view and its features: a sixteenth of the cost of full features.
const SCREEN_LONG_SIDE_PX = 320;
export const SCREEN_FEATURES = 300;

/** Shrinks a picture to what comparisons read. */
export function preparePicture({ sha256, format, width, height, raster }: Photo): PreparedPicture {
  const view = computeView(raster);
  return {
    sha256,
    format,
    width,
    height,
    view,
    hashes: once(() => computeHashes(view)),
    match: once(() => computeMatchView(view)),
    screen: once(() => {
      const small = shrinkToScreen(view);
      return { features: extractFeatures(small, SCREEN_FEATURES), width: small.width };
    }),
  };
}

/** The small view on which many references are screened. */
export function shrinkToScreen({ luma }: View): Plane {
  const size = fitLongSide(luma, SCREEN_LONG_SIDE_PX);
  return shrinkPlane(luma, size.width, size.height);
}

function once<T>(compute: () => T): () => T {
  let value: { readonly known: T } | null = null;
  return () => {
    value ??= { known: compute() };
    return value.known;
  };
}
