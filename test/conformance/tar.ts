import { gunzipSync } from 'node:zlib';

/** The plain files of a `.tar.gz` (ustar; links and folders are left out). */
export function* readTar(compressed: Uint8Array): Generator<{ name: string; bytes: Uint8Array }> {
  const tar = gunzipSync(compressed);
  let longName: string | null = null;
  for (let at = 0; at + 512 <= tar.length; ) {
    const header = tar.subarray(at, at + 512);
    const size = Number.parseInt(header.toString('latin1', 124, 136).replace(/[^0-7]/g, ''), 8) || 0;
    const type = String.fromCharCode(header[156]);
    const bytes = tar.subarray(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
    if (type === 'L') longName = bytes.toString('utf8').replace(/\0+$/, '');
    else if (type === '0' || type === '\0') {
      const name = longName ?? header.toString('utf8', 0, 100).replace(/\0.*$/s, '');
      if (name !== '') yield { name, bytes };
      longName = null;
    }
  }
}
