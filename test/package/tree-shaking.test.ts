import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Bundles what an importer of these names would get; the package's own imports stay outside and are listed. */
async function bundle(names: string) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: `export { ${names} } from './src/index.ts';`, resolveDir: ROOT, loader: 'ts' },
    absWorkingDir: ROOT,
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  });
  const [{ contents }] = outputFiles;
  const [output] = Object.values(metafile.outputs);
  const used = Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return {
    bytes: contents.length,
    files: used.map(([path]) => path),
    packages: [...new Set(output.imports.filter(({ external }) => external).map(({ path }) => path))],
  };
}

describe('bundling', () => {
  it('one pure function leaves out decoders, runtimes and everything else', async () => {
    const { bytes, files, packages } = await bundle('canonicalJson, hashReport');
    expect(packages).toEqual(['node:crypto']);
    expect(files).toEqual(expect.arrayContaining(['src/report/canonical.ts']));
    expect(files.filter((path) => /^src\/(?!report\/canonical|errors)/.test(path))).toEqual([]);
    // Measured: 1.3 kB.
    expect(bytes).toBeLessThan(4_000);
  });

  it('the schema and the text of a report take zod and no picture code', async () => {
    const { bytes, packages } = await bundle('reportSchema, renderText');
    expect(packages.filter((name) => !name.startsWith('node:'))).toEqual(['zod']);
    // Measured: 27 kB, most of it words in two languages.
    expect(bytes).toBeLessThan(80_000);
  });

  it('the inspector takes them, or the two tests above prove nothing', async () => {
    const { bytes, packages } = await bundle('createInspector');
    expect(packages).toEqual(expect.arrayContaining(['sharp', 'zod', 'exifr']));
    expect(bytes).toBeGreaterThan(200_000);
  });
});
