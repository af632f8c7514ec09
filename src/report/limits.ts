import type { Photo } from '../photo/photo.js';
import type { SignalOutcome } from '../run.js';
import { LIMITS, type LimitCode } from './wording.js';

/** Fewer pixels than this, and residual statistics rest on a handful of tiles. */
const SMALL_PHOTO_PX = 200_000;
/** Below this luma quality most residual statistics lie under the quantization step. */
const STRONG_COMPRESSION_QUALITY = 65;

/** Lists what this inspection could not see: a report without it would be read as more than it is. */
export function listLimits(photo: Photo, referenceCount: number, outcomes: readonly SignalOutcome[]) {
  const byId = new Map(outcomes.map(({ signal, reading }) => [signal.id as string, reading]));
  const measuredValue = (id: string) => {
    const reading = byId.get(id);
    return reading?.status === 'measured' ? reading.value : null;
  };
  const failures = outcomes.flatMap(({ reading }) =>
    reading.status === 'failed' ? [reading.error.code] : [],
  );
  const captureTime = byId.get('metadata/capture-time');
  const c2pa = byId.get('provenance/c2pa');
  const quality = measuredValue('jpeg/quantization');

  const codes: LimitCode[] = ['photo-only'];
  if (referenceCount === 0) codes.push('no-reference');
  else if (byId.get('reference/registration')?.status === 'not-applicable')
    codes.push('reference-not-aligned');
  // What failed was not looked at: that is said below, and is no finding about the file.
  if (byId.get('provenance/camera')?.status !== 'failed' && !measuredValue('provenance/camera'))
    codes.push('no-metadata');
  if (captureTime?.status === 'not-applicable' && captureTime.reason === 'no-claim-dates')
    codes.push('no-claim-dates');
  if (c2pa?.status === 'measured' && c2pa.value > 0 && c2pa.details?.trusted === false)
    codes.push('provenance-trust');
  if (measuredValue('neural/generated') === null) codes.push('no-neural-model');
  const small = photo.width * photo.height < SMALL_PHOTO_PX;
  if (small || (quality !== null && quality < STRONG_COMPRESSION_QUALITY)) codes.push('compressed-strongly');
  if (failures.some((code) => code === 'timeout')) codes.push('time-limit');
  if (failures.some((code) => code !== 'timeout')) codes.push('signal-failed');
  codes.push('staged-scene');
  const registry = byId.get('registry/earlier-claim');
  if (!registry || (registry.status === 'not-applicable' && registry.reason === 'no-registry'))
    codes.push('no-registry');
  codes.push('calibration-domain');
  return codes.map((code) => ({ code, text: LIMITS[code] }));
}
