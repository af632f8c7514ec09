import { ClaimlensError } from '../src/errors.js';
import { createInspector } from '../src/index.js';

// Inspects one file per message and says what came out and how much memory this process ever held.

const inspector = await createInspector({ limits: { maxDurationMs: Number(process.argv[2]) } });

process.on('message', (path: string) => {
  void inspector
    .inspect({ photo: path })
    .then(
      (report) => `report ${report.verdict}`,
      (error: unknown) => (error instanceof ClaimlensError ? error.code : `untyped: ${String(error)}`),
    )
    .then((outcome) => process.send?.({ outcome, peakKb: process.resourceUsage().maxRSS }));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
