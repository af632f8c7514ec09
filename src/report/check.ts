import type { Difference } from './differences.js';

/** What was checked. */
export type CheckName =
  | 'readable'
  | 'schema'
  | 'canonical'
  | 'consistency'
  | 'report-hash'
  | 'records'
  | 'signature'
  | 'timestamp'
  | 'photo'
  | 'references'
  | 'unknown-file'
  | 'versions'
  | 'inspection';

/** One check. `not-checked` names what was missing; `differs` is worth knowing but no sign of a change. */
export interface Check {
  readonly name: CheckName;
  readonly status: 'passed' | 'failed' | 'differs' | 'not-checked';
  readonly message: string;
  readonly differences?: readonly Difference[];
}

export function passed(name: CheckName, message: string): Check {
  return { name, status: 'passed', message };
}

export function failed(name: CheckName, message: string, differences?: readonly Difference[]): Check {
  return { name, status: 'failed', message, ...(differences ? { differences } : {}) };
}

export function notChecked(name: CheckName, message: string): Check {
  return { name, status: 'not-checked', message };
}
