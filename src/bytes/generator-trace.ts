import { matchGenerator } from './generator-names.js';
import type { MetadataText } from './metadata-text.js';

/** One trace of an AI generator. */
interface GeneratorTrace {
  readonly generator: string;
  /** What was recognised: settings, a node graph, the program's name, a signature. */
  readonly form: 'settings' | 'graph' | 'keyword' | 'name' | 'signature' | 'job' | 'hidden';
  readonly where: string;
  /** The text as it stands, cut. */
  readonly text: string;
}

interface Rule {
  readonly generator: string;
  readonly form: GeneratorTrace['form'];
  matches(text: MetadataText): boolean;
}

const MAX_TEXT = 600;
const MAX_TRACES = 50;

// PNG keywords (and EXIF or XMP names) that one program alone writes.
const KEYWORDS = new Map<string, string>([
  ['invokeai_metadata', 'InvokeAI'],
  ['invokeai_graph', 'InvokeAI'],
  ['invokeai_workflow', 'InvokeAI'],
  ['sd-metadata', 'InvokeAI'],
  ['dream', 'InvokeAI'],
  ['fooocus_scheme', 'Fooocus'],
  ['generation_data', 'TensorArt'],
  ['smproj', 'Stability Matrix'],
  ['parameters-json', 'Stability Matrix'],
  ['sui_image_params', 'SwarmUI'],
  ['use_stable_diffusion_model', 'Easy Diffusion'],
  ['hf-job-id', 'Higgsfield'],
  ['aigc-meta', 'generator'],
  ['sd:mode', 'Stable Diffusion'],
  ['stablediffusionversion', 'Stable Diffusion'],
  ['generationparams', 'generator'],
  ['aipromptinformation', 'generator'],
  ['aisystemused', 'generator'],
]);

/** Keywords of generation settings; two of them in one PNG make a trace, one may be anything. */
const SETTING_KEYWORDS =
  /^(?:prompt|negative[_ ]prompt|seed|steps|num_inference_steps|cfg_scale|guidance_scale|sampler(?:_name)?|scheduler|model(?:[_ ]hash)?|checkpoint|lora|strength|denoise)$/i;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const GROK_SIGNATURE = /^Signature:\s*[A-Za-z0-9+/=_-]{100,}$/;

// Text forms, most telling first; the first that fits names the program.
const RULES: readonly Rule[] = [
  rule('SwarmUI', 'settings', /sui_image_params|swarm_version/),
  rule('imaginAIry', 'settings', /"software":\s*"imaginairy"/),
  rule('RuinedFooocus', 'settings', /"software"\s*:\s*"RuinedFooocus"/i),
  rule('MFLUX', 'settings', /"mflux_version"/),
  rule('NovelAI', 'settings', /"(?:v4_prompt|uncond_scale|noise_schedule|signed_hash)\\?"\s*:/),
  rule(
    'InvokeAI',
    'settings',
    /"(?:invokeai_metadata|app_version)"[\s\S]*"(?:positive_prompt|generation_mode|invokeai_metadata|negative_prompt)"/,
  ),
  rule('Easy Diffusion', 'settings', /"use_stable_diffusion_model"/),
  rule(
    'Fooocus',
    'settings',
    /"(?:base_model|refiner_model)"[\s\S]*"(?:performance|styles|metadata_scheme|sampler|full_prompt)"|"metadata_scheme"\s*:\s*"fooocus"/i,
  ),
  rule('Civitai', 'settings', /civitai resources:|"resource-stack"|civitai:\/\/|urn:air:/i),
  rule(
    'ComfyUI',
    'graph',
    /"class_type\\?"\s*:|"last_node_id"|"(?:nodes|links)\\?"\s*:\s*\[[\s\S]*"widgets_values|^(?:prompt|workflow)\s*:\s*\{/i,
  ),
  rule(
    'Draw Things',
    'settings',
    /^\{[\s\S]*"c"\s*:\s*"[\s\S]*"(?:uc|sampler|scale|steps)"\s*:[\s\S]*"(?:seed|v2|size|sampler)"\s*:/,
  ),
  rule('SD.Next', 'settings', /\bSteps:\s*\d[\s\S]*\bApp:\s?SD\.Next/i),
  rule('Stable Diffusion Forge', 'settings', /\bSteps:\s*\d[\s\S]*\bVersion:\s*(?:f\d|neo|classic)/i),
  // AUTOMATIC1111 and all that write its line: "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x512".
  rule(
    'Stable Diffusion',
    'settings',
    /\bSteps:\s*\d{1,4}\b[\s\S]{0,2000}\b(?:Sampler|CFG[\s_]?scale|Seed|Model hash|Schedule type)\s*:/i,
  ),
  rule('Stable Diffusion', 'settings', /\bNegative prompt:[\s\S]*\b(?:Steps|Sampler|Seed)\s*:/i),
  rule('imaginAIry', 'settings', /\bseed:\d+ [\s\S]*\b(?:prompt-strength|sampler-type):/),
  rule('Midjourney', 'job', /\bJob ID:\s*[0-9a-f]{8}-[0-9a-f]{4}-/i),
  rule(
    'Midjourney',
    'settings',
    /\s--(?:v|version|ar|aspect|niji|stylize|sref|chaos|iw)\s+[\w.:]+(?=$|[\s\S]*\s--|\s*$)/,
  ),
  rule('OpenAI DALL·E', 'name', /^Made with OpenAI (?:DALL|Labs)/i),
  rule(
    'generator',
    'settings',
    /"(?:negative_?prompt|num_inference_steps|guidance_scale|cfg_?scale)\\?"\s*:/i,
  ),
  rule(
    'generator',
    'settings',
    /"generationParams"\s*:|"(?:model_?name|checkpoint)"\s*:[\s\S]*"prompt"\s*:|"prompt"\s*:[\s\S]*"(?:model_?name|model|checkpoint|seed|resolution)"\s*:/i,
  ),
];

/** Fields that name the program, device or maker; only these are held against the table of names. */
const NAMING =
  /^(?:Software|ProcessingSoftware|HostComputer|Make|Model|Artist|MakerNote|CreatorTool|softwareAgent|AISystemUsed|creator|Creator|Author|By-line|Credit|Source|OriginatingProgram|generator|Generator|Producer|producer|actor)$/;

const AI_CREDIT = /^(?:made|edited|created|enhanced) (?:with|by|using) (?:[\w.]+ ){0,3}AI$/i;

/** Fields whose texts are never settings: long edit histories, raw developers' values, hashes. */
const FOREIGN_NAMESPACES =
  /camera-raw-settings|ns\.adobe\.com\/(?:xap\/1\.0\/(?:mm|g)|hdr|lightroom|creatorAtom)|\/sType\//;

/**
 * Finds what AI image generators leave in a file: settings, node graphs, program names, signatures.
 *
 * @param texts all texts of the file
 * @returns at most one trace per text, in order
 */
export function findGeneratorTraces(texts: readonly MetadataText[]): GeneratorTrace[] {
  const traces: GeneratorTrace[] = [];
  const add = (trace: GeneratorTrace): void => {
    if (traces.length < MAX_TRACES) traces.push({ ...trace, text: trace.text.slice(0, MAX_TEXT) });
  };
  for (const text of texts) {
    const found = readTrace(text);
    if (found) add({ ...found, where: text.where, text: text.text });
  }
  for (const trace of findGrok(texts)) add(trace);
  const settings = texts.filter(({ kind, name }) => kind === 'png' && SETTING_KEYWORDS.test(name));
  if (traces.length === 0 && new Set(settings.map(({ name }) => name.toLowerCase())).size >= 2)
    for (const { where, text } of settings) add({ generator: 'generator', form: 'keyword', where, text });
  return traces;
}

function readTrace(text: MetadataText): Pick<GeneratorTrace, 'generator' | 'form'> | null {
  const keyword =
    text.kind === 'png' || text.kind === 'xmp' ? KEYWORDS.get(text.name.toLowerCase()) : undefined;
  if (keyword) return { generator: keyword, form: 'keyword' };
  if (!FOREIGN_NAMESPACES.test(text.namespace)) {
    const matched = RULES.find((candidate) => candidate.matches(text));
    if (matched) return { generator: matched.generator, form: matched.form };
  }
  // Nobody but generators hides text in pixels.
  if (text.kind === 'pixels') return { generator: 'generator', form: 'hidden' };
  // Settings without the usual line: whatever AUTOMATIC1111 and its heirs put under their own keyword.
  if (text.kind === 'png' && /^(?:parameters|postprocessing)$/.test(text.name) && text.text.trim() !== '')
    return { generator: 'Stable Diffusion', form: 'keyword' };
  if (text.kind === 'png' && text.name === 'workflow' && text.text.includes('{'))
    return { generator: 'ComfyUI', form: 'keyword' };
  // Titles of photographs may name a generator as their subject; those of PNG writers name the writer.
  const titled = text.kind === 'png' && text.name === 'Title';
  if (!titled && !NAMING.test(text.name)) return null;
  // "Made with Google AI" credits a vendor; that is a mark of its own.
  if (AI_CREDIT.test(text.text)) return null;
  const name = matchGenerator(text.text);
  return name === null ? null : { generator: name, form: 'name' };
}

/** xAI writes a signature as description and the picture's UUID as artist; one without the other is no trace. */
function findGrok(texts: readonly MetadataText[]): GeneratorTrace[] {
  const creators = texts.filter(
    ({ name, text }) => /^(?:Artist|creator|Author|By-line|XPAuthor)$/.test(name) && UUID.test(text.trim()),
  );
  if (creators.length === 0) return [];
  return texts
    .filter(({ text }) => GROK_SIGNATURE.test(text.trim()))
    .map(({ where, text }) => ({ generator: 'xAI Grok', form: 'signature' as const, where, text }));
}

function rule(generator: string, form: GeneratorTrace['form'], pattern: RegExp): Rule {
  return { generator, form, matches: ({ text }) => text.length >= 8 && pattern.test(text.slice(0, 200_000)) };
}
