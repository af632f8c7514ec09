import type { Logger } from 'pino';
import { missingPackages } from './bullmq.js';

/** Where log lines (JSON) go; false for none. */
export type LogTarget = false | { write(line: string): void };

/**
 * Opens a log. What is written to it names jobs, codes and times; nothing that was read from a photo.
 *
 * @throws ClaimlensError `missing-package`
 */
export async function openLog(target: LogTarget): Promise<Logger> {
  const { pino } = await import('pino').catch((error: unknown) => missingPackages(['pino'], error));
  return target === false ? pino({ enabled: false }) : pino(target);
}
