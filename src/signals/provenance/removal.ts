import { findAigcLabels } from '../../bytes/aigc-label.js';
import type { Block, Container } from '../../bytes/container.js';
import type { XmpPacket } from '../../bytes/xmp.js';
import { NAMESPACES } from '../../bytes/xmp-namespaces.js';
import { defineSignal, notApplicable } from '../signal.js';

/** One thing that is left of a label. */
interface Remnant {
  readonly code:
    | 'c2pa-pointer-dangling'
    | 'c2pa-store-blank'
    | 'c2pa-store-incomplete'
    | 'xmp-blank'
    | 'xmp-extension-missing'
    | 'label-namespace-empty'
    | 'propagator-without-producer';
  readonly where: string;
}

/** Packets shorter than this are placeholders, not blanked ones. */
const MIN_BLANK_BYTES = 64;

/** A manifest store of this many bytes at least has room for one claim. */
const MIN_STORE_BYTES = 128;

const LABEL_NAMESPACE = /tc260\.org\.cn\/ns\/AIGC/i;

/**
 * Remnants of labels that are no longer there. A file without any metadata is no remnant: chat apps and shops remove
 * all of it from honest photos.
 *
 * value: number of remnants: a pointer to a C2PA manifest that the file does not hold, an XMP packet or manifest
 * store overwritten with blanks, a manifest store that lacks some of its segments, a named XMP extension without its
 * parts, the label namespace declared without a label, a platform's label part without the producer's. Higher is more
 * suspicious, weakly: sites that re-encode pictures leave the first and the fifth.
 */
export const removal = defineSignal({
  id: 'provenance/removal',
  needs: ['container', 'xmp', 'texts'],
  unit: 'count',
  tier: 'default',
  source: 'C2PA 2.2, A.3 and 11.4; XMP specification part 3, 1.1.3.1; GB 45438-2025 6.1',
  text: {
    title: { en: 'Remnants of removed labels', zh: '标识移除痕迹' },
    measured: {
      en: 'The file holds {value} remnant(s) of labels that are gone: {remnants}',
      zh: '文件中存在 {value} 处已不完整的标识痕迹：{remnants}',
    },
    meaning: {
      en: 'Part of a label is left without the rest. Sites that re-save pictures cause this without intent. Missing metadata alone is never counted.',
      zh: '标识只剩部分内容。网站重新保存图片也会无意造成。仅缺少元数据从不计入。',
    },
  },
  measure({ container, xmp, texts }) {
    if (container.blocks.length === 0) return notApplicable('no-metadata');
    const remnants = [
      ...findPointers(container, xmp),
      ...container.blocks.flatMap(findBlank),
      ...findMissingParts(container),
      ...findEmptyNamespaces(container, xmp),
      ...findAigcLabels(texts)
        .filter(({ producer, propagator }) => producer === null && propagator !== null)
        .map(({ where }): Remnant => ({ code: 'propagator-without-producer', where })),
    ];
    const codes = [...new Set(remnants.map(({ code }) => code))];
    return {
      status: 'measured',
      value: remnants.length,
      details: {
        remnants: codes.join(', '),
        found: remnants.map(({ code, where }) => ({ code, where })),
        remoteManifest: findProvenance(xmp).some(({ value }) => /^https?:/i.test(value)),
      },
    };
  },
});

function findProvenance(packets: readonly XmpPacket[]): { value: string; where: string }[] {
  return packets.flatMap(({ properties, where }) =>
    properties
      .filter(({ namespace, name }) => namespace === NAMESPACES.dcterms && name === 'provenance')
      .map(({ value }) => ({ value, where: `XMP dcterms:provenance (${where})` })),
  );
}

/** Pointers into this file without a store; pointers to a server are a way of storing, not a remnant. */
function findPointers({ blocks }: Container, packets: readonly XmpPacket[]): Remnant[] {
  if (blocks.some(({ kind }) => kind === 'jumbf')) return [];
  return findProvenance(packets)
    .filter(({ value }) => !/^https?:/i.test(value))
    .map(({ where }) => ({ code: 'c2pa-pointer-dangling', where }));
}

/** In-place strippers overwrite what they remove, to keep every offset. */
function findBlank({ kind, data, where }: Block): Remnant[] {
  if (kind === 'xmp' && data.length >= MIN_BLANK_BYTES && isBlank(data))
    return [{ code: 'xmp-blank', where }];
  if (kind === 'jumbf' && (data.length < MIN_STORE_BYTES || isBlank(data.subarray(8))))
    return [{ code: 'c2pa-store-blank', where }];
  return [];
}

/** Parts that others of the file count on. A file cut short has lost them by accident. */
function findMissingParts({ notes }: Container): Remnant[] {
  if (notes.some(({ code }) => code === 'truncated')) return [];
  return notes.flatMap(({ code, detail, where }): Remnant[] => {
    if (code === 'jumbf-incomplete') return [{ code: 'c2pa-store-incomplete', where }];
    const named = code === 'xmp-extension-incomplete' && detail === 'no parts';
    return named ? [{ code: 'xmp-extension-missing', where }] : [];
  });
}

function findEmptyNamespaces({ blocks }: Container, packets: readonly XmpPacket[]): Remnant[] {
  const used = packets.some(({ properties }) =>
    properties.some(({ namespace, value }) => LABEL_NAMESPACE.test(namespace) && value.trim() !== ''),
  );
  if (used) return [];
  return blocks
    .filter(({ kind, data }) => kind === 'xmp' && LABEL_NAMESPACE.test(Buffer.from(data).toString('latin1')))
    .map(({ where }) => ({ code: 'label-namespace-empty', where }));
}

/** Only spaces, line ends and zeros. */
function isBlank(data: Uint8Array): boolean {
  for (const byte of data)
    if (byte !== 0x20 && byte !== 0 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return false;
  return true;
}
