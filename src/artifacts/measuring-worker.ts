import { parentPort } from 'node:worker_threads';
import { ClaimlensError, toClaimlensError } from '../errors.js';
import { takeMeasurement } from './measurements.js';
import type { Answer, Order } from './measuring-thread.js';

// The other end of measuring-thread.ts: takes measurements one after the other, in the order in which they come.

parentPort?.on('message', ({ id, name, photo }: Order) => {
  let answer: Answer;
  try {
    answer = { id, measured: takeMeasurement(name, photo) };
  } catch (thrown) {
    const { code, message } = toClaimlensError(thrown, 'internal', name);
    answer = { id, failed: { code, message } };
  }
  try {
    parentPort?.postMessage(answer, buffersOf(answer.measured));
  } catch (thrown) {
    const { code, message } = new ClaimlensError('internal', `${name}: ${String(thrown)}`);
    parentPort?.postMessage({ id, failed: { code, message } } satisfies Answer);
  }
});

/** Memory that moves to the other thread instead of being copied: all of it was allocated for the answer. */
function buffersOf(value: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) {
    const whole = value.byteOffset === 0 && value.byteLength === value.buffer.byteLength;
    if (whole && value.buffer instanceof ArrayBuffer) found.add(value.buffer);
  } else if (typeof value === 'object' && value !== null)
    for (const part of Object.values(value)) buffersOf(part, found);
  return [...found];
}
