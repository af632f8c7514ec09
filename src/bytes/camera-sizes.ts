import { cameraMaker, cameraModel } from './camera-names.js';
import sizes from './camera-sizes.json' with { type: 'json' };

/** A size in pixels that a camera model wrote, and in how many surveyed files. */
interface CameraSize {
  readonly longSide: number;
  readonly shortSide: number;
  readonly count: number;
}

type Row = [make: string, model: string, longSide: number, shortSide: number, count: number];

let models: Map<string, CameraSize[]> | undefined;

/**
 * The sizes in which the survey met pictures of a camera model; cameras have more settings than a survey meets.
 *
 * @param make EXIF Make
 * @param model EXIF Model
 * @returns empty for models that the survey never met
 */
export function cameraSizes(make: string, model: string): readonly CameraSize[] {
  models ??= indexModels();
  return models.get(modelKey(make, model)) ?? [];
}

function indexModels(): NonNullable<typeof models> {
  const index: NonNullable<typeof models> = new Map();
  for (const [make, model, longSide, shortSide, count] of sizes as unknown as Row[]) {
    const key = modelKey(make, model);
    index.set(key, [...(index.get(key) ?? []), { longSide, shortSide, count }]);
  }
  return index;
}

function modelKey(make: string, model: string): string {
  return `${cameraMaker(make)}/${cameraModel(make, model)}`;
}
