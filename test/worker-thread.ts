import { parentPort, workerData } from 'node:worker_threads';
import { createInspector } from '../src/index.js';

// Inspects one photo in a thread of its own and posts the report.
const { photo, references } = workerData as { photo: Uint8Array; references: Uint8Array[] };
const inspector = await createInspector({ limits: { maxDurationMs: 300_000 } });
parentPort?.postMessage(await inspector.inspect({ photo, references }));
await inspector.close();
