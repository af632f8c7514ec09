import type { MetadataText } from '../../bytes/metadata-text.js';
import { defineSignal, type Mark, notApplicable } from '../signal.js';

interface Platform {
  readonly name: string;
  readonly field: RegExp;
  readonly text: RegExp;
}

const PLATFORMS: readonly Platform[] = [
  // Facebook and Instagram write a hash of the upload into IPTC 2:40 of what they serve.
  {
    name: 'Facebook / Instagram',
    field: /^(?:SpecialInstructions|Instructions)$/,
    text: /^FBMD[0-9a-f]{8,}/i,
  },
  { name: 'eBay', field: /^(?:|Comment|UserComment|Software)$/, text: /processed by ebay/i },
  { name: 'Google Photos upload', field: /^ImageDescription$/, text: /^GoogleUploaded$/ },
];

/**
 * Marks that platforms put into pictures they serve.
 *
 * value: number of marks. Neither direction is suspicious by itself: the picture went through a platform before it
 * came here, so it is a download and no camera original.
 */
export const platformMark = defineSignal({
  id: 'provenance/platform-mark',
  needs: ['texts'],
  unit: 'count',
  tier: 'default',
  source: 'IPTC-IIM 2:40 as written by Facebook; survey of public files',
  text: {
    title: { en: 'Platform mark', zh: '平台标记' },
    measured: {
      en: 'The file was served by {platform} before',
      zh: '该文件曾由 {platform} 提供下载',
    },
    meaning: {
      en: 'Somebody downloaded the picture from a platform. Buyers do that with their own posts, too.',
      zh: '图片曾从平台下载。买家也可能下载自己发布的图片。',
    },
  },
  measure({ texts }) {
    const found = texts.flatMap(readPlatform).slice(0, 20);
    if (found.length === 0) return notApplicable('no-metadata');
    return {
      status: 'measured',
      value: found.length,
      details: { platform: [...new Set(found.map(({ platform }) => platform))].join(', ') },
      marks: found.map(({ mark }) => mark),
    };
  },
});

function readPlatform({ name, text, where }: MetadataText): { platform: string; mark: Mark }[] {
  const platform = PLATFORMS.find(
    (candidate) => candidate.field.test(name) && candidate.text.test(text.trim()),
  );
  if (!platform) return [];
  return [
    { platform: platform.name, mark: { mark: 'platform-mark', value: text.trim().slice(0, 200), where } },
  ];
}
