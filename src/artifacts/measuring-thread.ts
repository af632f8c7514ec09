import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { ClaimlensError, type ErrorCode } from '../errors.js';
import {
  MEASUREMENT_NAMES,
  type Measure,
  type MeasuredPhoto,
  type MeasurementName,
  type Measurements,
  takeMeasurement,
} from './measurements.js';

/** What the thread is asked. */
export interface Order {
  readonly id: number;
  readonly name: MeasurementName;
  readonly photo: MeasuredPhoto;
}

/** What it answers. */
export interface Answer {
  readonly id: number;
  readonly measured?: Measurements[MeasurementName];
  readonly failed?: { readonly code: ErrorCode; readonly message: string };
}

/** A thread that measures photos while the caller's compares them with references. */
interface MeasuringThread {
  /** Starts all measurements of a photo. Where the thread is lost, they are taken in the caller's. */
  measure(photo: MeasuredPhoto): Measure;
  close(): Promise<void>;
}

interface Waiting {
  resolve(measured: unknown): void;
  reject(error: ClaimlensError): void;
}

/** Why an order came back unanswered. */
const LOST = new ClaimlensError('worker-lost', 'measuring thread: ended before it answered');

/**
 * Starts the thread.
 *
 * Pixels are handed over in shared memory, filled by one copy. The thread keeps no process alive.
 *
 * @param module the bundled worker. @default the one that the package ships
 * @returns null where the module does not lie beside the code (bundled applications, the sources) or the process may
 *   start no thread (Node's permission model): the caller then measures in its own
 */
export function startMeasuringThread(
  module: URL = new URL('./measuring-worker.js', import.meta.url),
): MeasuringThread | null {
  const worker = startWorker(module);
  return worker && attend(worker);
}

function startWorker(module: URL): Worker | null {
  try {
    return existsSync(fileURLToPath(module)) ? new Worker(module, { name: 'claimlens-measuring' }) : null;
  } catch {
    return null;
  }
}

function attend(worker: Worker): MeasuringThread {
  worker.unref();
  const waiting = new Map<number, Waiting>();
  let alive = true;
  let last = 0;
  worker.on('message', ({ id, measured, failed }: Answer) => {
    const order = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) worker.unref();
    if (failed) order?.reject(new ClaimlensError(failed.code, failed.message));
    else order?.resolve(measured);
  });
  const lose = () => {
    alive = false;
    for (const order of waiting.values()) order.reject(LOST);
    waiting.clear();
  };
  worker.on('error', lose);
  worker.on('exit', lose);

  function ask(name: MeasurementName, photo: MeasuredPhoto, owned: ArrayBuffer[]): Promise<unknown> {
    const id = last++;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      // Who waits for an answer must not see the process end before it.
      worker.ref();
      worker.postMessage({ id, name, photo } satisfies Order, owned);
    });
  }

  return {
    measure(photo) {
      if (!alive) return async (name) => takeMeasurement(name, photo);
      const raster = { ...photo.raster, data: share(photo.raster.data) };
      const started = new Map(
        MEASUREMENT_NAMES.map((name) => {
          // Only this one reads the file. A view would be cloned with all the memory that it lies in; a copy is moved.
          const bytes = name === 'jpegLevels' ? new Uint8Array(photo.bytes) : new Uint8Array(0);
          const answer = ask(name, { raster, bytes }, [bytes.buffer]);
          answer.catch(() => undefined);
          return [name, answer] as const;
        }),
      );
      return async <Name extends MeasurementName>(name: Name) => {
        try {
          return (await started.get(name)) as Measurements[Name];
        } catch (error) {
          if (error !== LOST) throw error;
          return takeMeasurement(name, photo);
        }
      };
    },
    async close() {
      await worker.terminate();
    },
  };
}

function share(data: Uint8Array): Uint8Array {
  const shared = new Uint8Array(new SharedArrayBuffer(data.length));
  shared.set(data);
  return shared;
}
