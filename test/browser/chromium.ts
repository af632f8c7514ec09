import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** The Chromium that browser tests drive: `CLAIMLENS_CHROMIUM`, or where Debian puts it. */
const EXECUTABLE = process.env.CLAIMLENS_CHROMIUM ?? '/usr/bin/chromium';

export const hasChromium = existsSync(EXECUTABLE);

/** Why browser tests were skipped, for their titles. */
export const skipNote = hasChromium ? '' : ` (skipped: no Chromium at ${EXECUTABLE}; set CLAIMLENS_CHROMIUM)`;

/** Starts the browser; tests never download one. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: EXECUTABLE });
}
