import { startService } from '../../src/service/service.js';

// The service that bench/speed/service.ts measures, in a process of its own. It ends with its parent.

const service = await startService({
  port: 0,
  workers: Number(process.argv[2]),
  log: false,
  // The bench counts what is answered, not what is refused.
  syncWaitMs: 600_000,
  maxQueued: 1000,
  maxRequests: 1000,
  inspector: { limits: { maxDurationMs: 120_000 } },
});
process.on('disconnect', () => void service.close().then(() => process.exit()));
process.send?.(service.url);
