import { decodeRaster } from '../../../src/pixels/decode.js';

/** Runs work and tells the processor time it took, user and system, all threads: load of others does not count. */
export async function processorMs<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1000, result };
}

/** The physical floor: one decode of a file. */
export async function measureDecode(bytes: Uint8Array): Promise<void> {
  await decodeRaster(bytes, { maxPixels: 64e6, timeoutMs: 10_000 });
}

/** The order statistic at a share of sorted values, 0..1. */
export function quantileOf(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))];
}
