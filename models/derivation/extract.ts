import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { computeMatchView } from '../../src/artifacts/match-view.js';
import { comparePixels } from '../../src/artifacts/pixel-comparison.js';
import { computeView } from '../../src/artifacts/view.js';
import { registerViews } from '../../src/matching/registration.js';
import { ingestPhoto } from '../../src/photo/ingest.js';
import { readJsonLines } from '../data/index-row.js';
import type { PairRow } from './pairs.js';

/** What `fit.ts` reads: one line per pair that could be registered. */
export interface FeatureRow extends PairRow {
  readonly registered: boolean;
  readonly features?: Record<string, number>;
  /** log10 NFA of the strongest region. */
  readonly log10Nfa?: number;
  readonly regions?: number;
}

/**
 * Measures the derivation features of every pair, appending to features.jsonl; pairs measured before are skipped.
 *
 *     npx tsx models/derivation/extract.ts --pairs DIR
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { pairs: { type: 'string' } } });
  if (!values.pairs) throw new Error('expected --pairs');
  const out = join(values.pairs, 'features.jsonl');
  const known = new Set(existsSync(out) ? readJsonLines<FeatureRow>(out).map((row) => row.id) : []);
  for (const pair of readJsonLines<PairRow>(join(values.pairs, 'pairs.jsonl'))) {
    if (known.has(pair.id)) continue;
    const view = async (name: string) =>
      computeView((await ingestPhoto(readFileSync(join(values.pairs ?? '', `${pair.id}-${name}`)))).raster);
    const photo = await view('photo');
    const reference = await view('reference.jpg');
    const registration = registerViews(computeMatchView(reference), computeMatchView(photo));
    const compared = comparePixels({ index: 0, registration, view: reference }, photo);
    const row: FeatureRow = {
      ...pair,
      registered: compared !== null,
      ...(compared && {
        features: { ...compared.derivation.features },
        log10Nfa: compared.change.log10Nfa,
        regions: compared.change.regions.length,
      }),
    };
    appendFileSync(out, `${JSON.stringify(row)}\n`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main();
