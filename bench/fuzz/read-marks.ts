import type { ArtifactName, ArtifactValues } from '../../src/artifacts/artifacts.js';
import { createArtifacts } from '../../src/artifacts/artifacts.js';
import type { PhotoFormat } from '../../src/bytes/format.js';
import type { Photo } from '../../src/photo/photo.js';
import { aiCredit } from '../../src/signals/provenance/ai-credit.js';
import { aigcAppJson } from '../../src/signals/provenance/aigc-app-json.js';
import { aigcLabel } from '../../src/signals/provenance/aigc-label.js';
import { camera } from '../../src/signals/provenance/camera.js';
import { digitalSourceType } from '../../src/signals/provenance/digital-source-type.js';
import { editor } from '../../src/signals/provenance/editor.js';
import { generatorParameters } from '../../src/signals/provenance/generator-parameters.js';
import { platformMark } from '../../src/signals/provenance/platform-mark.js';
import { removal } from '../../src/signals/provenance/removal.js';
import type { Mark, Reading, Signal } from '../../src/signals/signal.js';

/** The signals that read marks from the file alone, without pixels and without C2PA. */
export const MARK_SIGNALS: readonly Signal[] = [
  aigcLabel,
  aigcAppJson,
  digitalSourceType,
  aiCredit,
  generatorParameters,
  platformMark,
  camera,
  editor,
  removal,
];

/** What a file says about itself, and the readings behind it. */
export interface FileMarks {
  readonly marks: readonly Mark[];
  readonly readings: ReadonlyMap<string, Reading>;
  /** True when a C2PA manifest store is in the file, whatever it is worth. */
  readonly hasManifestStore: boolean;
}

/**
 * Reads every mark of a file without decoding its pixels.
 *
 * @throws whatever a signal throws: nothing is caught here
 */
export async function readMarks(bytes: Uint8Array, format: PhotoFormat): Promise<FileMarks> {
  const get = createArtifacts({ photo: describePhoto(bytes, format), claim: {}, references: [] });
  const readings = new Map<string, Reading>();
  const marks: Mark[] = [];
  for (const signal of MARK_SIGNALS) {
    const artifacts: Partial<Record<ArtifactName, unknown>> = {};
    for (const name of signal.needs) artifacts[name] = await get(name);
    const reading = await signal.measure(artifacts as unknown as ArtifactValues);
    readings.set(signal.id, reading);
    if (reading.status === 'measured') marks.push(...(reading.marks ?? []));
  }
  const { blocks } = await get('container');
  return { marks, readings, hasManifestStore: blocks.some(({ kind }) => kind === 'jumbf') };
}

/** A photo whose pixels nobody may ask for. */
function describePhoto(bytes: Uint8Array, format: PhotoFormat): Photo {
  const raster = { width: 1, height: 1, data: new Uint8Array(3) };
  return { bytes, format, sha256: '', width: 1, height: 1, orientation: 1, raster, notes: [] };
}
