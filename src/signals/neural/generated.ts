import { roundTo } from '../../maths/round.js';
import type { Models } from '../../models/models.js';
import type { Raster } from '../../pixels/plane.js';
import { readTileLevels } from '../../pixels/residuals/tile-levels.js';
import { FLAT_LEVELS, type Tile } from '../../pixels/residuals/tiles.js';
import { defineSignal, notApplicable } from '../signal.js';

/** Log-odds beyond which the calibration set holds nothing: more certainty would be invented. */
const MOST = 8;
/** Tiles that the network sees, the most textured: as many as in its training. */
const NETWORK_TILES = 4;

/**
 * Log-odds, at equal priors, that the picture was synthesized or wholly re-rendered by a generator, as two ONNX models
 * read it from the most textured tiles: `tiles`, a convolutional network on their pixels, and `pixels`, which adds its
 * log-odds to what it makes of co-occurrences of residuals.
 *
 * `value` is in natural units (0 even, 2.2 about nine to one); the larger, the more like a generator's output. It
 * speaks of the whole picture: damage pasted into a photograph leaves most pixels as the camera made them and moves
 * it little. Strong recompression and halving take most of what it sees and bring it towards 0.
 */
export const generated = defineSignal({
  id: 'neural/generated',
  needs: ['photo', 'residualStatistics', 'models'],
  unit: 'log-odds',
  tier: 'default',
  source:
    'models/pixels/model-card.md, models/tiles/model-card.md; Fridrich and Kodovský 2012, doi:10.1109/TIFS.2012.2190402',
  text: {
    title: { en: 'Fine structure of a generator', zh: '生成模型的微观纹理' },
    measured: {
      en: 'The fine structure of {tiles} tiles gives log-odds of {value} for a generated picture (0 says nothing).',
      zh: '对 {tiles} 个区块的微观纹理分析得出生成图像的对数几率为 {value}（0 表示无倾向）。',
    },
    meaning: {
      en: 'Strong filters, upscaling and beauty modes of phones can look alike. A statistical reading: it needs another sign beside it.',
      zh: '强滤镜、放大处理和手机美颜也可能产生类似结果。这是统计读数，需要其他迹象佐证。',
    },
  },
  async measure({ photo, residualStatistics, models }) {
    if (!residualStatistics) return notApplicable('too-small');
    const { patterns, tiles } = residualStatistics;
    if (tiles.every(({ texture }) => texture <= FLAT_LEVELS)) return notApplicable('too-flat');
    const network = await runNetwork(photo.raster, tiles.slice(0, NETWORK_TILES), models);
    const model = await models.get('pixels');
    const { logit } = await model.run({
      features: { data: patterns, dims: [1, patterns.length] },
      tiles: { data: Float32Array.of(network), dims: [1, 1] },
    });
    const value = roundTo(Math.max(-MOST, Math.min(MOST, logit.data[0])), 3);
    return { status: 'measured', value, details: { tiles: tiles.length, network: roundTo(network, 3) } };
  },
});

/**
 * What the tiles say together: the logarithm of the mean of their odds, so that the clearest count most. One after the
 * other: a batch is no faster and takes its memory at once.
 */
async function runNetwork(raster: Raster, tiles: readonly Tile[], models: Models): Promise<number> {
  const model = await models.get('tiles');
  let odds = 0;
  for (const tile of tiles) {
    const dims = [1, 3, tile.height, tile.width];
    const { logit } = await model.run({ levels: { data: readTileLevels(raster, tile), dims } });
    odds += Math.exp(logit.data[0]);
  }
  return Math.log(odds / tiles.length);
}
