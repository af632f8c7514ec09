import { ClaimlensError } from '../errors.js';
import { canonicalJson, serializeReport, sha256Hex } from './canonical.js';
import { createEvidence, type Evidence, serializeEvidence } from './evidence.js';
import type { Language } from './fill.js';
import { renderHtml } from './html/html.js';
import { renderSummary } from './html/summary.js';
import type { ReportPictures } from './pictures.js';
import type { Report } from './schema.js';
import { packZip, type ZipFile } from './zip.js';

/** Name and version of the bundle's `manifest.json`. */
export const BUNDLE_SCHEMA = 'claimlens/bundle/1';

/** What goes into a bundle beside the report. */
export interface BundleOptions {
  /** Language that the pages show first. @default 'en' */
  readonly language?: Language;
  /** Original files of photo and references, recognised by their hash; left out unless given. */
  readonly originals?: readonly Uint8Array[];
}

/** What `manifest.json` says. */
export interface BundleManifest {
  readonly schema: typeof BUNDLE_SCHEMA;
  readonly report: { readonly sha256: string; readonly head: string };
  readonly photo: { readonly sha256: string };
  readonly references: readonly { readonly sha256: string }[];
  /** Every other file of the bundle. */
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
}

/**
 * Packs what a merchant hands in with an appeal: the report for machines and for people, a one-page summary, and
 * hashes of everything. Same input, same bytes.
 *
 * @param content a report, or the envelope in which it was kept with its signatures and decisions
 * @param pictures as for `renderHtml`
 * @returns a ZIP archive; `sha256sum -c SHA256SUMS` checks it without this package
 * @throws ClaimlensError `invalid-argument` for an original that is neither the photo nor a reference of the report
 * @example
 * const inspection = await inspector.inspectFully({ photo, references });
 * const pictures = await makePictures(inspection);
 * await writeFile('appeal.zip', makeBundle(inspection.report, pictures, { language: 'zh' }));
 */
export function makeBundle(
  content: Report | Evidence,
  pictures: ReportPictures | null,
  { language = 'en', originals = [] }: BundleOptions = {},
): Uint8Array {
  const evidence = 'report' in content ? content : createEvidence(content);
  const { report } = evidence;
  const files: ZipFile[] = [
    text('report.json', serializeReport(report)),
    text('evidence.json', serializeEvidence(evidence)),
    text('report.html', renderHtml(report, pictures, { language })),
    text('summary.html', renderSummary(report, pictures, { language })),
    ...originals.map((bytes) => ({ path: pathOf(bytes, report), bytes })),
  ];
  const manifest: BundleManifest = {
    schema: BUNDLE_SCHEMA,
    report: { sha256: evidence.sha256, head: evidence.head },
    photo: { sha256: report.photo.sha256 },
    references: report.references.map(({ sha256 }) => ({ sha256 })),
    files: files.map(({ path, bytes }) => ({ path, bytes: bytes.length, sha256: sha256Hex(bytes) })),
  };
  files.push(text('manifest.json', canonicalJson(manifest)));
  const sums = files.map(({ path, bytes }) => `${sha256Hex(bytes)}  ${path}\n`).join('');
  return packZip([...files, text('SHA256SUMS', sums)]);
}

function text(path: string, content: string): ZipFile {
  return { path, bytes: Buffer.from(content, 'utf8') };
}

/** Names come from the report, never from the caller: original file names may hold anything. */
function pathOf(bytes: Uint8Array, { photo, references }: Report): string {
  const digest = sha256Hex(bytes);
  if (digest === photo.sha256) return `pictures/photo.${extensionOf(photo.format)}`;
  const index = references.findIndex(({ sha256 }) => sha256 === digest);
  if (index < 0)
    throw new ClaimlensError(
      'invalid-argument',
      `originals: expected the photo or a reference of the report, got a file with SHA-256 ${digest}`,
    );
  return `pictures/reference-${index + 1}.${extensionOf(references[index].format)}`;
}

function extensionOf(format: string | undefined): string {
  return format && /^[a-z0-9]{2,5}$/.test(format) ? format : 'bin';
}
