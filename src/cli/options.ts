import { availableParallelism } from 'node:os';
import { Help, InvalidArgumentError, Option } from 'commander';
import type { Language } from '../report/fill.js';

// The only file that imports commander: the options that several commands share, and what a value may be.

export { Argument, Command, CommanderError, Option } from 'commander';

/** An option that may be given several times; its value is the list of all. */
export function repeatable(flags: string, description: string): Option {
  return new Option(flags, description)
    .default([])
    .argParser((value: string, all: string[]) => [...all, value]);
}

/** What the help says of an option: commander's words, without the empty list that a repeatable one starts from. */
export function optionDescription(option: Option): string {
  return new Help().optionDescription(option).replace(' (default: [])', '');
}

export function timeLimit(description: string): Option {
  return new Option('--time-limit <seconds>', description).argParser(parseSeconds);
}

/** @param language the one that is taken without the option */
export function lang(description: string, language: Language): Option {
  return new Option('--lang <language>', description).choices(['en', 'zh']).default(language);
}

/** One inspection keeps one core busy; more than four rarely pay for their memory. */
export function defaultJobs(): number {
  return Math.min(4, availableParallelism());
}

export function parseJobs(value: string): number {
  const jobs = Number(value);
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > 256)
    throw new InvalidArgumentError('Expected a whole number from 1 to 256.');
  return jobs;
}

export function parsePort(value: string): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('Expected a port from 0 to 65535.');
  return port;
}

export function parseTime(value: string): Date {
  const time = new Date(/^\d{4}-\d{2}-\d{2}T[\d:.]+$/.test(value) ? `${value}Z` : value);
  if (!/^\d{4}-\d{2}-\d{2}(?:T|$)/.test(value) || Number.isNaN(time.getTime()))
    throw new InvalidArgumentError('Expected a date or time in ISO 8601, like 2026-05-01.');
  return time;
}

export function parseShare(value: string): number {
  const share = Number(value);
  if (!(share > 0 && share < 1)) throw new InvalidArgumentError('Expected a share between 0 and 1.');
  return share;
}

export function parseCount(value: string): number {
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1 || count > 1_000_000)
    throw new InvalidArgumentError('Expected a whole number from 1 to 1000000.');
  return count;
}

export function parseSeconds(value: string): number {
  const seconds = Number(value);
  if (!(seconds > 0 && seconds <= 3600))
    throw new InvalidArgumentError('Expected seconds, more than 0 and at most 3600.');
  return seconds;
}
