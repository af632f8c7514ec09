import type { Box } from './manifest.js';
import type { RandomSource } from './random-source.js';

/** Ways that a picture reaches a refund service; the first six are those of the development test set. */
export type Channel =
  | 'upload'
  | 'chat'
  | 'webp'
  | 'half'
  | 'crop'
  | 'screenshot'
  | 'double'
  | 'sharpened'
  | 'avif';

export type Kernel = 'lanczos3' | 'lanczos2' | 'cubic' | 'mitchell' | 'linear';

/** One lossy save. */
export interface Encoding {
  readonly format: 'jpeg' | 'webp' | 'avif';
  readonly quality: number;
  readonly chroma: '4:2:0' | '4:4:4';
}

/** Everything that happens to one picture, in this order: window, sizes, crop, sharpening, bars, saves. */
export interface LaunderRecipe {
  readonly channel: Channel;
  /** Part of the prepared picture, in its pixels. */
  readonly window: Box;
  /** Size after each resampling step; empty when the pixels are kept. */
  readonly sizes: readonly { readonly width: number; readonly height: number; readonly kernel: Kernel }[];
  /** Part that is kept after resampling, for pictures cropped on the way. */
  readonly lateCrop?: Box;
  /** Standard deviation of the sharpening kernel in pixels. */
  readonly sharpenPx?: number;
  /** Screenshot bars above and below: height in pixels of each, and colour. */
  readonly bars?: { readonly heightPx: number; readonly colour: string };
  /** The last one is what is delivered. */
  readonly encodings: readonly Encoding[];
}

// Chat and halving are where detection dies, so they come up more often than in the test set; WebP and AVIF fill
// other bins than JPEG does and need views of their own.
const CHANNELS: readonly (readonly [Channel, number])[] = [
  ['upload', 0.17],
  ['chat', 0.22],
  ['webp', 0.15],
  ['half', 0.14],
  ['crop', 0.09],
  ['screenshot', 0.1],
  ['double', 0.06],
  ['sharpened', 0.04],
  ['avif', 0.03],
];
const KERNELS: readonly Kernel[] = ['lanczos3', 'lanczos3', 'lanczos2', 'cubic', 'mitchell', 'linear'];
const FIT_LONG_SIDES_PX = [720, 800, 960];
const BAR_COLOURS = ['#ffffff', '#000000', '#1c1c1e'];
/** Between 3:4 and 4:3, which every source can give without losing more than about half of itself. */
const MAX_ASPECT = 4 / 3;
/** No step goes below this short side: the smallest picture must still fill a feature tile. */
export const MIN_SHORT_SIDE_PX = 208;

/**
 * Draws what happens to a picture. Only its size enters, never its class, origin, format or quality.
 *
 * Every picture is first cut to a random aspect. Half are then fitted to the long side of a shop upload; the other
 * half keep a window of common target size at a scale of 0.4 to 1.2, so that large photographs are also seen near
 * their native resolution and small and large sources end alike.
 *
 * @param size upright size of the prepared picture in pixels, short side at least 208 where possible
 * @param random seeded
 */
export function drawRecipe(size: { width: number; height: number }, random: RandomSource): LaunderRecipe {
  const channel = drawChannel(random);
  const kernel = () => random.pick(KERNELS);
  const frame = drawFrame(size, random);
  const { window: part, target } = random.chance(0.5) ? fitWhole(frame, random) : takeWindow(frame, random);
  const window = { ...part, left: frame.left + part.left, top: frame.top + part.top };
  const sizes: LaunderRecipe['sizes'][number][] = [];
  let current = { width: window.width, height: window.height };
  const resize = (width: number, height: number) => {
    if (width === current.width && height === current.height) return;
    sizes.push({ width, height, kernel: kernel() });
    current = { width, height };
  };
  resize(target.width, target.height);

  let lateCrop: Box | undefined;
  if (channel === 'crop') {
    const next = shrunk(current, random.between(0.7, 0.97));
    lateCrop = {
      left: random.integer(0, current.width - next.width),
      top: random.integer(0, current.height - next.height),
      ...next,
    };
    current = next;
  }
  let bars: LaunderRecipe['bars'];
  if (channel === 'half') resize(...sizeOf(shrunk(current, random.between(0.4, 0.6))));
  if (channel === 'screenshot') {
    resize(...sizeOf(shrunk(current, random.between(0.72, 0.97))));
    bars = { heightPx: Math.max(24, Math.floor(current.height / 12)), colour: random.pick(BAR_COLOURS) };
  }
  return {
    channel,
    window,
    sizes,
    ...(lateCrop && { lateCrop }),
    ...(channel === 'sharpened' && { sharpenPx: random.between(0.5, 1.1) }),
    ...(bars && { bars }),
    encodings: drawEncodings(channel, random),
  };
}

/** A frame of random aspect: generators draw squares, cameras 4:3, and neither may tell. */
function drawFrame(size: { width: number; height: number }, random: RandomSource): Box {
  const aspect = Math.exp(random.between(-Math.log(MAX_ASPECT), Math.log(MAX_ASPECT)));
  const least = Math.min(MIN_SHORT_SIDE_PX, size.width, size.height);
  const width = Math.max(least, Math.min(size.width, Math.round(size.height * aspect)));
  const height = Math.max(least, Math.min(size.height, Math.round(size.width / aspect)));
  return {
    left: random.integer(0, size.width - width),
    top: random.integer(0, size.height - height),
    width,
    height,
  };
}

function fitWhole(size: { width: number; height: number }, random: RandomSource) {
  const longSide = random.chance(0.7) ? random.pick(FIT_LONG_SIDES_PX) : random.integer(560, 1100);
  const scale = Math.min(1, longSide / Math.max(size.width, size.height));
  const window = { left: 0, top: 0, width: size.width, height: size.height };
  return { window, target: shrunk(size, scale) };
}

function takeWindow(size: { width: number; height: number }, random: RandomSource) {
  const targetLong = Math.exp(random.between(Math.log(240), Math.log(960)));
  const scale = Math.exp(random.between(Math.log(0.4), Math.log(1.2)));
  const kept = Math.min(1, targetLong / scale / Math.max(size.width, size.height));
  const part = shrunk(size, kept);
  const window = {
    left: random.integer(0, size.width - part.width),
    top: random.integer(0, size.height - part.height),
    ...part,
  };
  // A source smaller than its window keeps the scale that still gives the target, within 0.4 to 1.2.
  const fitting = Math.min(1.2, Math.max(scale, Math.min(1, targetLong / Math.max(part.width, part.height))));
  return { window, target: shrunk(part, fitting) };
}

function drawChannel(random: RandomSource): Channel {
  let rest = random.next();
  for (const [channel, share] of CHANNELS) if ((rest -= share) < 0) return channel;
  return 'upload';
}

/** Qualities per channel as read from the tables of the development test set, and wider where noted. */
function drawEncodings(channel: Channel, random: RandomSource): Encoding[] {
  const chroma = () => (random.chance(0.6) ? '4:2:0' : '4:4:4') as Encoding['chroma'];
  const jpeg = (low: number, high: number, subsampling = chroma()): Encoding => ({
    format: 'jpeg',
    quality: random.integer(low, high),
    chroma: subsampling,
  });
  switch (channel) {
    case 'chat': {
      const last = jpeg(60, 80, '4:2:0');
      return random.chance(0.5) ? [jpeg(65, 92), last] : [last];
    }
    case 'webp':
      return [{ format: 'webp', quality: random.integer(55, 92), chroma: '4:2:0' }];
    case 'half':
      return [jpeg(68, 90)];
    case 'crop':
      return [jpeg(74, 91)];
    case 'screenshot':
      return [jpeg(78, 92)];
    case 'double':
      return [jpeg(60, 95), jpeg(60, 95)];
    case 'avif':
      return [{ format: 'avif', quality: random.integer(40, 75), chroma: '4:2:0' }];
    default:
      return [jpeg(75, 93)];
  }
}

/** Scales a size, but never below the smallest short side (nor above its own size when that is smaller still). */
function shrunk(size: { width: number; height: number }, scale: number) {
  const short = Math.min(size.width, size.height);
  const allowed = scale >= 1 ? scale : Math.max(scale, Math.min(1, MIN_SHORT_SIDE_PX / short));
  return {
    width: Math.max(1, Math.round(size.width * allowed)),
    height: Math.max(1, Math.round(size.height * allowed)),
  };
}

function sizeOf(size: { width: number; height: number }): [number, number] {
  return [size.width, size.height];
}
