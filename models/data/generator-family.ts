// First match wins: specific names stand above the base model that their names also carry.
const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/^2gao/, '2gao'],
  [/^dfm-gan|stylegan|unknown-gan/, 'gan'],
  [/^lama|inpaint \(|deepfill/i, 'gan-inpainting'],
  [/^taef2/, 'taef2'],
  [/nano-banana|gemini|imagen-3|imagen-4/, 'google'],
  [/gpt-4o-image|gpt-image/, 'gpt-image'],
  [/dall-e-3/, 'dall-e-3'],
  [/dall-e-2/, 'dall-e-2'],
  [/dalle-mini|craiyon/, 'dalle-mini'],
  [/midjourney/, 'midjourney'],
  [/glide|glid-3/, 'glide'],
  [/^latent-diffusion/, 'latent-diffusion'],
  [/insert-anything|flux|chroma|^krea/, 'flux'],
  [/brushnet|brushedit|juggernaut|sd1|^sd2|anything-v3|prompt2prompt|SD parameters|segmoe/, 'sd1-sd2'],
  [/sdxl|segmind|cosxl|sdxs|tempest|kandinsky|ipadapter|faceid|stable-cascade/, 'sdxl'],
  [/kolors/, 'kolors'],
  [/sd3|stable-image-ultra/, 'sd3'],
  [/qwen|z-image|wan2|step1x|longcat|ovis|omnigen|hunyuan|seedvr/, 'qwen-like'],
  [/deepfloyd|cogview/, 'cascaded-diffusion'],
];

/**
 * Coarse family of a generator: models that share an autoencoder or a maker, and hence likely traces.
 *
 * @param generator name as in the manifest; `''` gives `''`
 * @returns the family; `'other'` for models seen too rarely to form one, `'unknown'` where nobody named it
 */
export function generatorFamily(generator: string): string {
  if (generator === '') return '';
  if (/^unknown-(?!gan|ai \(SD)/.test(generator)) return 'unknown';
  return FAMILIES.find(([pattern]) => pattern.test(generator))?.[1] ?? 'other';
}
