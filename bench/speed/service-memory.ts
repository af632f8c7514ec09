import { readdirSync, readFileSync } from 'node:fs';

/** Resident memory in MB. */
export interface Memory {
  readonly service: number;
  readonly workers: number;
  /** Of the largest worker. */
  readonly largest: number;
}

/** Memory of a process and of those that it started: Linux alone tells it this way. */
export function readMemory(pid: number): Memory {
  const workers = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
    .map(residentMb);
  return {
    service: residentMb(String(pid)),
    workers: workers.reduce((sum, mb) => sum + mb, 0),
    largest: Math.max(0, ...workers),
  };
}

function residentMb(pid: string): number {
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status(pid))?.[1] ?? 0) / 1024);
}

function parentOf(pid: string): number {
  return Number(/^PPid:\s+(\d+)/m.exec(status(pid))?.[1] ?? 0);
}

/** Empty for a process that ended meanwhile. */
function status(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}
