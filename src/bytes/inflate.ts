import { gunzipSync, inflateSync } from 'node:zlib';

/** Inflated metadata above this size is a bomb or no metadata; generator workflows reach about 1 MB. */
const MAX_INFLATED_BYTES = 8_000_000;

/**
 * Inflates a zlib stream without ever holding more than the cap.
 *
 * @returns the content, `too-large` when it exceeds the cap, or `malformed` when it is no zlib stream
 */
export function inflateWithin(
  data: Uint8Array,
  maxBytes = MAX_INFLATED_BYTES,
): Uint8Array | 'too-large' | 'malformed' {
  return expand(() => inflateSync(data, { maxOutputLength: maxBytes }));
}

/** The same for a gzip stream. */
export function gunzipWithin(
  data: Uint8Array,
  maxBytes = MAX_INFLATED_BYTES,
): Uint8Array | 'too-large' | 'malformed' {
  return expand(() => gunzipSync(data, { maxOutputLength: maxBytes }));
}

function expand(inflate: () => Uint8Array): Uint8Array | 'too-large' | 'malformed' {
  try {
    return inflate();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'malformed';
  }
}
