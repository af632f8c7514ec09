/** One place where two JSON values differ. `undefined` stands for "is not there". */
export interface Difference {
  /** Like `$.readings[3].value`. */
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/**
 * Lists where two JSON values differ, leaf by leaf, in the order of the expected value.
 *
 * @param options.ignore top-level keys that are not compared
 * @param options.most differences after which the search stops. @default 100
 */
export function listDifferences(
  expected: unknown,
  actual: unknown,
  { ignore = [], most = 100 }: { ignore?: readonly string[]; most?: number } = {},
): Difference[] {
  const found: Difference[] = [];
  compare(expected, actual, '$', found, most, ignore);
  return found;
}

function compare(
  expected: unknown,
  actual: unknown,
  path: string,
  found: Difference[],
  most: number,
  ignore: readonly string[] = [],
): void {
  if (found.length >= most || Object.is(expected, actual)) return;
  if (Array.isArray(expected) && Array.isArray(actual)) {
    const length = Math.max(expected.length, actual.length);
    for (let i = 0; i < length; i++) compare(expected[i], actual[i], `${path}[${i}]`, found, most);
  } else if (isRecord(expected) && isRecord(actual)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      if (ignore.includes(key)) continue;
      const inside = (value: Record<string, unknown>) => (Object.hasOwn(value, key) ? value[key] : undefined);
      compare(inside(expected), inside(actual), `${path}.${key}`, found, most);
    }
  } else if (!(expected === 0 && actual === 0)) {
    // Object.is parts 0 from -0, which JSON does not.
    found.push({ path, expected, actual });
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
