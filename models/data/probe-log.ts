import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { readJsonLines } from './index-row.js';
import type { PictureProbe } from './picture-probe.js';

/** Measurements on disk, one line each, so that an interrupted run continues. */
export class ProbeLog {
  readonly all = new Map<string, PictureProbe>();
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
    mkdirSync(dirname(file), { recursive: true });
    if (!existsSync(file)) return;
    for (const probe of readJsonLines<PictureProbe>(file)) this.all.set(probe.blob, probe);
    // Ends a line that an interruption cut short.
    appendFileSync(file, '\n');
  }

  add(probe: PictureProbe): void {
    this.all.set(probe.blob, probe);
    appendFileSync(this.file, `${JSON.stringify(probe)}\n`);
  }
}
