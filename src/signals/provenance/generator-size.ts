import { defineSignal } from '../signal.js';

/** Native output sizes of one generator family, landscape or square; portrait ones follow by turning. */
interface SizeFamily {
  readonly name: string;
  readonly sizes: readonly (readonly [number, number])[];
}

// As the vendors' API documentation or model cards list them. Sizes that cameras and screens use as well (640 × 480,
// 1024 × 768, 1280 × 720, 1920 × 1080 …) are left out even where a generator offers them.
const FAMILIES: readonly SizeFamily[] = [
  {
    name: 'Stable Diffusion 1.x / 2.x',
    sizes: [
      [512, 512],
      [768, 512],
      [768, 768],
      [832, 576],
      [960, 640],
    ],
  },
  {
    name: 'SDXL, SD 3, FLUX',
    sizes: [
      [1024, 1024],
      [1152, 896],
      [1216, 832],
      [1344, 768],
      [1536, 640],
      [1344, 704],
      [1280, 832],
    ],
  },
  {
    name: 'OpenAI DALL·E',
    sizes: [
      [256, 256],
      [512, 512],
      [1024, 1024],
      [1792, 1024],
    ],
  },
  {
    name: 'OpenAI GPT image',
    sizes: [
      [1024, 1024],
      [1536, 1024],
    ],
  },
  {
    name: 'Midjourney',
    sizes: [
      [1024, 1024],
      [2048, 2048],
      [1456, 816],
      [1232, 928],
      [1344, 896],
      [1536, 1536],
    ],
  },
  {
    name: 'Google Gemini image, Imagen',
    sizes: [
      [1024, 1024],
      [1248, 832],
      [1184, 864],
      [1152, 896],
      [1344, 768],
      [1536, 672],
      [1408, 768],
      [1280, 896],
      [2048, 2048],
      [2816, 1536],
      [2560, 1792],
      [2752, 1536],
      [2400, 1792],
      [2528, 1696],
      [4096, 4096],
    ],
  },
  {
    name: 'Seedream, Jimeng, Doubao',
    sizes: [
      [1024, 1024],
      [2048, 2048],
      [2304, 1728],
      [2560, 1440],
      [2496, 1664],
      [3024, 1296],
      [4096, 4096],
      [4704, 3520],
      [5504, 3040],
      [4992, 3328],
      [6240, 2656],
    ],
  },
  {
    name: 'Qwen-Image',
    sizes: [
      [1328, 1328],
      [1664, 928],
      [1472, 1104],
      [1472, 1140],
      [1584, 1056],
    ],
  },
  {
    name: 'Adobe Firefly',
    sizes: [
      [2048, 2048],
      [2304, 1792],
      [2688, 1536],
      [2688, 1512],
    ],
  },
  {
    name: 'Ideogram, Recraft',
    sizes: [
      [1024, 1024],
      [1312, 736],
      [1152, 864],
      [1280, 800],
      [1820, 1024],
      [1536, 1024],
    ],
  },
  {
    name: 'xAI Grok',
    sizes: [
      [1168, 784],
      [1248, 832],
      [1408, 768],
    ],
  },
];

/**
 * Whether the picture has exactly the size of a generator's untouched output. A weak hint only: shops, editors and
 * cropped photos have such sizes too, squares of 1024 px above all, and a resized output has none.
 *
 * value: number of generator families with this native size; 0 when none has it. Higher is not more suspicious than 1.
 */
export const generatorSize = defineSignal({
  id: 'provenance/generator-size',
  needs: ['photo'],
  unit: 'count',
  tier: 'default',
  source: 'API documentation and model cards of the generators',
  text: {
    title: { en: 'Native generator size', zh: '生成器原生尺寸' },
    measured: {
      en: 'The picture is {width} × {height} px, a native size of {families}',
      zh: '图片尺寸为 {width} × {height} 像素，与 {families} 的原生输出尺寸相同',
    },
    meaning: {
      en: 'A weak hint: many honest pictures are cropped or resized to such sizes.',
      zh: '仅为弱提示：许多正常图片也会被裁剪或缩放到这些尺寸。',
    },
  },
  measure({ photo: { width, height } }) {
    const [long, short] = [Math.max(width, height), Math.min(width, height)];
    const families = FAMILIES.filter(({ sizes }) => sizes.some(([a, b]) => a === long && b === short));
    return {
      status: 'measured',
      value: families.length,
      details: { width, height, weak: true, families: families.map(({ name }) => name).join(', ') },
    };
  },
});
