/** Figures of one load. Times in milliseconds. */
export interface Load {
  readonly claims: number;
  readonly 'claims/s': number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly 'healthz p50': number;
  readonly 'healthz p99': number;
  readonly 'not 200': number;
}

/** Pause between two questions to /healthz. */
const HEALTH_PAUSE_MS = 20;

/** Sends claims with one photo from several clients, each one after the other, and asks /healthz meanwhile. */
export async function measureLoad(
  url: string,
  photo: Uint8Array,
  { clients, claims }: { readonly clients: number; readonly claims: number },
): Promise<Load> {
  const latencies: number[] = [];
  const health: number[] = [];
  let left = claims;
  let failed = 0;
  let working = true;

  const client = async () => {
    while (left-- > 0) {
      const form = new FormData();
      form.append('photo', new Blob([new Uint8Array(photo)]), 'photo.jpg');
      const begin = performance.now();
      const response = await fetch(`${url}/v1/inspections`, { method: 'POST', body: form });
      await response.arrayBuffer();
      latencies.push(performance.now() - begin);
      if (response.status !== 200) failed++;
    }
  };
  const watcher = async () => {
    while (working) {
      const begin = performance.now();
      await (await fetch(`${url}/healthz`)).arrayBuffer();
      health.push(performance.now() - begin);
      await new Promise((resolve) => setTimeout(resolve, HEALTH_PAUSE_MS));
    }
  };

  const begin = performance.now();
  const watching = watcher();
  await Promise.all(Array.from({ length: clients }, client));
  const seconds = (performance.now() - begin) / 1000;
  working = false;
  await watching;
  return {
    claims,
    'claims/s': Math.round((100 * claims) / seconds) / 100,
    p50: quantile(latencies, 0.5),
    p95: quantile(latencies, 0.95),
    p99: quantile(latencies, 0.99),
    'healthz p50': quantile(health, 0.5),
    'healthz p99': quantile(health, 0.99),
    'not 200': failed,
  };
}

/** The smallest value that at least so large a share does not exceed, rounded to tenths. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(10 * sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]) / 10;
}
