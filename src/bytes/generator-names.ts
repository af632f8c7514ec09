/** One AI image generator and how it writes its name. */
interface GeneratorName {
  readonly name: string;
  /** Matched in fields that name the writing program or camera. */
  readonly pattern: RegExp;
}

// Forms seen in files or documented by the vendor. Names that are also words or people (Leonardo, Runway, Gemini,
// Flux, Sora, Imagen, Luma) are matched only in the spelling that their product uses.
const GENERATORS: readonly GeneratorName[] = [
  { name: 'Midjourney', pattern: /midjourney|\bniji[・· -]?journey/i },
  { name: 'OpenAI DALL·E', pattern: /dall[\s·-]?e\b|openai labs|^OpenAI--[0-9a-f]/i },
  { name: 'OpenAI', pattern: /\bopenai\b|chatgpt|gpt-?4o|gpt-image/i },
  { name: 'Adobe Firefly', pattern: /adobe[\s_-]?firefly|firefly (?:image|\d)/i },
  {
    name: 'Google AI',
    pattern:
      /google (?:ai|gemini|imagen)\b|nano[\s-]?banana|gemini[\s-](?:\d|flash|pro|image)|imagen[\s-]?\d/i,
  },
  {
    name: 'Stable Diffusion',
    pattern: /stable[\s_-]?diffusion|\bsdxl\b|automatic1111|sd[\s-]?webui|sd\.next/i,
  },
  { name: 'ComfyUI', pattern: /comfy[\s_-]?ui/i },
  { name: 'InvokeAI', pattern: /invoke[\s-]?ai\b/i },
  { name: 'NovelAI', pattern: /novel[\s-]?ai\b/i },
  { name: 'Fooocus', pattern: /fooocus/i },
  { name: 'SwarmUI', pattern: /swarm[\s-]?ui/i },
  { name: 'Draw Things', pattern: /^draw things/i },
  { name: 'Easy Diffusion', pattern: /easy diffusion/i },
  { name: 'imaginAIry', pattern: /imaginairy/i },
  { name: 'MFLUX', pattern: /\bmflux\b/i },
  { name: 'DiffusionBee', pattern: /diffusion ?bee/i },
  { name: 'Mochi Diffusion', pattern: /mochi diffusion/i },
  {
    name: 'FLUX',
    pattern: /black[\s-]?forest[\s-]?labs|\bflux[.\s-]?[12]\b|\bflux[\s-](?:pro|dev|schnell|kontext)|;flux$/i,
  },
  { name: 'Ideogram', pattern: /\bideogram\b/i },
  { name: 'Leonardo.Ai', pattern: /leonardo[\s.]?ai\b/i },
  { name: 'Recraft', pattern: /\brecraft(?:\.ai|\b)/i },
  { name: 'Reve', pattern: /\breve\.(?:com|art)\b/i },
  { name: 'Aphrodite AI', pattern: /aphrodite ai/i },
  { name: 'Krea', pattern: /\bkrea(?:\.ai|[\s-]ai|[\s-]?\d)/i },
  { name: 'NightCafe', pattern: /night\s?cafe/i },
  { name: 'DreamStudio', pattern: /dreamstudio|stability\.?[\s-]?ai/i },
  { name: 'Playground', pattern: /playground[\s.](?:ai|v\d)|playgroundai/i },
  {
    name: 'Microsoft Designer',
    pattern: /bing image creator|microsoft designer|designer\.microsoft|paint cocreator/i,
  },
  { name: 'Meta AI', pattern: /\bmeta ai\b|imagined? with (?:meta )?ai/i },
  { name: 'xAI Grok', pattern: /\bgrok\b|\bx\.?ai aurora/i },
  { name: 'Apple Image Playground', pattern: /image playground/i },
  { name: 'Jimeng / Dreamina', pattern: /dreamina|jimeng|即梦|seedream|seededit/i },
  { name: 'Doubao', pattern: /doubao|豆包/i },
  { name: 'Qwen', pattern: /qwen|通义|千问|tongyi/i },
  { name: 'Kling', pattern: /\bkling(?:\s?ai)?\b|可灵/i },
  { name: 'Hunyuan', pattern: /hunyuan|混元/i },
  { name: 'ERNIE / Wenxin', pattern: /ernie[\s-](?:image|vilg)|文心一格/i },
  { name: 'MiniMax Hailuo', pattern: /hailuo|海螺ai/i },
  { name: 'LiblibAI', pattern: /liblib/i },
  { name: 'RunningHub', pattern: /runninghub/i },
  { name: 'Higgsfield', pattern: /higgsfield/i },
  { name: 'Luma AI', pattern: /\bluma(?:labs| ai| labs)\b|dream machine/i },
  { name: 'Runway', pattern: /runway\s?ml|runway gen/i },
  { name: 'SeaArt', pattern: /\bsea ?art(?:\.ai| ai)?\b/i },
  { name: 'TensorArt', pattern: /tensor\.?art\b/i },
  { name: 'PixAI', pattern: /\bpixai\b/i },
  { name: 'Civitai', pattern: /civitai/i },
  { name: 'Craiyon', pattern: /craiyon|dall-?e mini/i },
  { name: 'Wombo Dream', pattern: /wombo/i },
  { name: 'starryai', pattern: /starry\s?ai/i },
  { name: 'Dezgo', pattern: /\bdezgo\b/i },
  { name: 'DeepAI', pattern: /\bdeepai\b/i },
  { name: 'Artbreeder', pattern: /artbreeder/i },
  { name: 'Lexica', pattern: /lexica\.art|lexica aperture/i },
  { name: 'getimg.ai', pattern: /getimg\.ai/i },
  { name: 'fal.ai', pattern: /\bfal[.-]ai\b/i },
  { name: 'Bria', pattern: /\bbria(?:\.ai| ai|ai)\b/i },
  { name: 'Freepik AI', pattern: /freepik (?:ai|mystic|pikaso)|pikaso/i },
  { name: 'generator', pattern: /^AI[\s_-]?generated\b|text[\s_-]?to[\s_-]?image|txt2img|img2img/i },
];

/**
 * The generator that a program name, camera name or credit stands for.
 *
 * @param text one field, not free text such as a description
 * @returns null when it names none that we know
 */
export function matchGenerator(text: string): string | null {
  if (text.length > 400) return null;
  return GENERATORS.find(({ pattern }) => pattern.test(text))?.name ?? null;
}
