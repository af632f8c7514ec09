import { doubleCompression } from './jpeg/double-compression.js';
import { errorLevels } from './jpeg/error-levels.js';
import { ghosts } from './jpeg/ghosts.js';
import { grid } from './jpeg/grid.js';
import { localDoubleCompression } from './jpeg/local-double-compression.js';
import { quantization } from './jpeg/quantization.js';
import { shiftedCompression } from './jpeg/shifted-compression.js';
import { cameraTables } from './metadata/camera-tables.js';
import { capturePlace } from './metadata/capture-place.js';
import { captureTime } from './metadata/capture-time.js';
import { dimensions } from './metadata/dimensions.js';
import { editorCamera } from './metadata/editor-camera.js';
import { softwareTime } from './metadata/software-time.js';
import { thumbnail } from './metadata/thumbnail.js';
import { edited } from './neural/edited.js';
import { generated } from './neural/generated.js';
import { recaptured } from './neural/recaptured.js';
import { copyMove } from './noise/copy-move.js';
import { demosaicing } from './noise/demosaicing.js';
import { inconsistency } from './noise/inconsistency.js';
import { noiseLevel } from './noise/noise-level.js';
import { resampling } from './noise/resampling.js';
import { aiCredit } from './provenance/ai-credit.js';
import { aigcAppJson } from './provenance/aigc-app-json.js';
import { aigcLabel } from './provenance/aigc-label.js';
import { c2pa } from './provenance/c2pa.js';
import { c2paIntegrity } from './provenance/c2pa-integrity.js';
import { camera } from './provenance/camera.js';
import { digitalSourceType } from './provenance/digital-source-type.js';
import { editor } from './provenance/editor.js';
import { generatorParameters } from './provenance/generator-parameters.js';
import { generatorSize } from './provenance/generator-size.js';
import { platformMark } from './provenance/platform-mark.js';
import { removal } from './provenance/removal.js';
import { visibleAiMark } from './provenance/visible-ai-mark.js';
import { change } from './reference/change.js';
import { derivation } from './reference/derivation.js';
import { perceptualHash } from './reference/perceptual-hash.js';
import { recapture } from './reference/recapture.js';
import { redrawn } from './reference/redrawn.js';
import { registration } from './reference/registration.js';
import { ssim } from './reference/ssim.js';
import { earlierClaim } from './registry/earlier-claim.js';
import type { Signal } from './signal.js';

/** Every signal, in the order in which reports list them. A test proves that each signal file stands here. */
export const SIGNALS: readonly Signal[] = [
  aigcLabel,
  aigcAppJson,
  digitalSourceType,
  aiCredit,
  generatorParameters,
  platformMark,
  camera,
  editor,
  removal,
  generatorSize,
  quantization,
  doubleCompression,
  localDoubleCompression,
  shiftedCompression,
  ghosts,
  errorLevels,
  grid,
  c2pa,
  c2paIntegrity,
  perceptualHash,
  registration,
  derivation,
  change,
  ssim,
  recapture,
  redrawn,
  captureTime,
  capturePlace,
  softwareTime,
  dimensions,
  cameraTables,
  thumbnail,
  visibleAiMark,
  editorCamera,
  resampling,
  demosaicing,
  generated,
  recaptured,
  copyMove,
  inconsistency,
  edited,
  noiseLevel,
  earlierClaim,
];
