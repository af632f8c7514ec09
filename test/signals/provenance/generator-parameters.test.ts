import { describe, expect, it } from 'vitest';
import { generatorParameters } from '../../../src/signals/provenance/generator-parameters.js';
import * as w from '../../bytes/container-writer.js';
import {
  honestPhoto,
  measureFile,
  readFile,
  withExif,
  withIptc,
  withPngText,
  withXmp,
} from './measure-file.js';

const A1111 =
  'a cup\nNegative prompt: blurry\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x512, Model: m';
const NODES = '{"3":{"inputs":{"seed":1},"class_type":"KSampler"}}';
const GRAPH = '{"last_node_id":9,"nodes":[{"id":1,"widgets_values":[1]}],"links":[]}';
const UUID = 'b3ce08bd-5016-4c49-bbb5-de6857321513';
const SIGNATURE = `Signature: ${'QUJD'.repeat(60)}`;
const comment = (text: string) =>
  withExif({
    exif: [w.bytesEntry(0x9286, w.concat(w.ascii('UNICODE\0'), Buffer.from(text, 'utf16le').swap16()))],
  });

const PNGS: readonly [string, readonly (readonly [string, string])[], string][] = [
  ['AUTOMATIC1111', [['parameters', A1111]], 'Stable Diffusion'],
  ['Forge', [['parameters', `${A1111}, Version: f2.0.1v1.10.1`]], 'Stable Diffusion Forge'],
  ['SD.Next', [['parameters', `${A1111}, App: SD.Next`]], 'SD.Next'],
  [
    'stable-diffusion.cpp',
    [['parameters', 'a cat\nSteps: 20, CFG scale: 5.0, Guidance: 3.5, Eta: 0.0, Seed: 42, Size: 512x512']],
    'Stable Diffusion',
  ],
  [
    'ComfyUI',
    [
      ['prompt', NODES],
      ['workflow', GRAPH],
    ],
    'ComfyUI',
  ],
  ['ComfyUI, graph alone', [['workflow', GRAPH]], 'ComfyUI'],
  ['InvokeAI', [['invokeai_metadata', '{"app_version":"4.2","positive_prompt":"x"}']], 'InvokeAI'],
  ['InvokeAI 1', [['Dream', '"a cat" -s 50 -S 1']], 'InvokeAI'],
  [
    'NovelAI',
    [
      ['Title', 'NovelAI generated image'],
      ['Software', 'NovelAI'],
      ['Source', 'NovelAI Diffusion V4'],
      ['Comment', '{"prompt":"x","noise_schedule":"karras","uncond_scale":0}'],
    ],
    'NovelAI',
  ],
  [
    'Fooocus',
    [
      ['fooocus_scheme', 'fooocus'],
      ['parameters', '{"prompt":"x","base_model":"m","performance":"Speed","styles":"[]"}'],
    ],
    'Fooocus',
  ],
  ['SwarmUI', [['parameters', '{"sui_image_params":{"prompt":"x"}}']], 'SwarmUI'],
  [
    'Easy Diffusion',
    [
      ['prompt', 'a cat'],
      ['seed', '1'],
      ['use_stable_diffusion_model', 'sd-v1-4'],
    ],
    'Easy Diffusion',
  ],
  ['TensorArt', [['generation_data', '{"models":[]}']], 'TensorArt'],
  ['Stability Matrix', [['smproj', '{}']], 'Stability Matrix'],
  [
    'Midjourney',
    [
      ['Description', `robot dancer --v 6.1 Job ID: ${UUID}`],
      ['Author', 'user'],
    ],
    'Midjourney',
  ],
  ['Higgsfield', [['hf-job-id', UUID]], 'Higgsfield'],
  [
    'InvokeAI 2',
    [['sd-metadata', '{"model":"stable diffusion","image":{"prompt":[{"prompt":"x"}]}}']],
    'InvokeAI',
  ],
  ['InvokeAI 5', [['invokeai_graph', '{"nodes":{},"edges":[]}']], 'InvokeAI'],
  [
    'Fooocus in the scheme of AUTOMATIC1111',
    [['parameters', `${A1111}, Version: Fooocus v2.5.5`]],
    'Stable Diffusion',
  ],
  [
    'Draw Things, words',
    [
      [
        'parameters',
        'a cat\nSteps: 8, Sampler: UniPC Trailing, Guidance Scale: 1.0, Seed: 3, Size: 768x768, Model: flux',
      ],
    ],
    'Stable Diffusion',
  ],
  [
    'Midjourney, options alone',
    [['Description', 'a cup on a table --ar 3:2 --stylize 250 --v 7']],
    'Midjourney',
  ],
  [
    'xAI Grok, URL-safe signature',
    [
      ['Description', `Signature: ${'ab-_'.repeat(40)}==`],
      ['Author', UUID.toUpperCase()],
    ],
    'xAI Grok',
  ],
  [
    'ComfyUI with not-a-number, no JSON',
    [['prompt', '{"3":{"inputs":{"x":NaN},"class_type":"KSampler"}}']],
    'ComfyUI',
  ],
  [
    'settings under their own names',
    [
      ['prompt', 'a cat'],
      ['seed', '1'],
      ['steps', '20'],
    ],
    'generator',
  ],
  [
    'xAI Grok moved to PNG',
    [
      ['Description', SIGNATURE],
      ['Author', UUID],
    ],
    'xAI Grok',
  ],
];

const JPEGS: readonly [string, Uint8Array, string][] = [
  ['AUTOMATIC1111 in UserComment', comment(A1111), 'Stable Diffusion'],
  ['AUTOMATIC1111 in a comment', w.jpeg([{ marker: 0xfe, data: w.utf8(A1111) }]), 'Stable Diffusion'],
  [
    'ComfyUI in Make and ImageDescription',
    withExif({ ifd0: [w.textEntry(0x010f, `Prompt: ${NODES}`), w.textEntry(0x010e, `Workflow: ${GRAPH}`)] }),
    'ComfyUI',
  ],
  ['SwarmUI in UserComment', comment('{\n "sui_image_params": {"prompt": "x"}}'), 'SwarmUI'],
  [
    'RuinedFooocus in a comment',
    w.jpeg([{ marker: 0xfe, data: w.utf8('{"software":"RuinedFooocus","Prompt":"x","Seed":1}') }]),
    'RuinedFooocus',
  ],
  ['Hugging Face Space', comment('{"prompt":"x","Model":"m","resolution":"512 x 512"}'), 'generator'],
  [
    'FLUX by its own program',
    withExif({
      ifd0: [
        w.textEntry(0x010f, 'Black Forest Labs'),
        w.textEntry(0x0110, 'flux-dev'),
        w.textEntry(0x0131, 'AI generated;txt2img;flux'),
      ],
    }),
    'FLUX',
  ],
  ['xAI Grok', withExif({ ifd0: [w.textEntry(0x010e, SIGNATURE), w.textEntry(0x013b, UUID)] }), 'xAI Grok'],
  [
    'OpenAI DALL·E',
    withExif({
      exif: [
        w.bytesEntry(0x927c, w.ascii('OpenAI--0185c26ee678265db39a99bca12f10d0')),
        w.bytesEntry(0x9286, w.utf8('Made with OpenAI DALL-E')),
      ],
    }),
    'OpenAI DALL·E',
  ],
  [
    'ComfyUI in EXIF of animated WebP',
    withExif({ ifd0: [w.textEntry(0x0110, `prompt:${NODES}`), w.textEntry(0x010f, `workflow:${GRAPH}`)] }),
    'ComfyUI',
  ],
  [
    'Fooocus in EXIF',
    withExif({
      ifd0: [w.textEntry(0x0131, 'Fooocus v2.5.5')],
      exif: [
        w.bytesEntry(
          0x9286,
          w.utf8('{"base_model":"m","prompt":"x","performance":"Speed","metadata_scheme":"fooocus"}'),
        ),
        w.bytesEntry(0x927c, w.ascii('fooocus')),
      ],
    }),
    'Fooocus',
  ],
  [
    'Civitai in UserComment',
    comment('{"resource-stack":{"class_type":"CheckpointLoaderSimple"},"extraMetadata":"{}"}'),
    'Civitai',
  ],
  [
    'Civitai, AIR names',
    comment('a cat\nSteps: 25, Sampler: Undefined, Seed: 1, Civitai resources: [{"type":"checkpoint"}]'),
    'Civitai',
  ],
  [
    'NovelAI in EXIF of WebP',
    comment('{"Comment":"{\\"prompt\\":\\"x\\",\\"uncond_scale\\":0.0}","Software":"NovelAI"}'),
    'NovelAI',
  ],
  [
    'Draw Things in UserComment',
    comment(
      '{"c":"a cat","lora":[],"model":"m","sampler":"Euler A","scale":7,"seed":1,"size":"512x512","steps":20,"strength":1,"uc":"","v2":{"seed":1}}',
    ),
    'Draw Things',
  ],
  [
    'OpenAI by its program',
    withXmp('xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="ChatGPT"'),
    'OpenAI',
  ],
  [
    'Google AI as camera model',
    withExif({ ifd0: [w.textEntry(0x0131, 'Gemini 2.5 Flash Image')] }),
    'Google AI',
  ],
  ['Bing', withExif({ ifd0: [w.textEntry(0x0131, 'Bing Image Creator')] }), 'Microsoft Designer'],
  ['Dreamina', withExif({ ifd0: [w.textEntry(0x0131, 'Dreamina')] }), 'Jimeng / Dreamina'],
  [
    'IPTC system field',
    withXmp('xmlns:I="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" I:AISystemUsed="Midjourney v7"'),
    'generator',
  ],
  ['Ideogram', withExif({ ifd0: [w.textEntry(0x010f, 'Ideogram AI')] }), 'Ideogram'],
  ['Reve', withExif({ ifd0: [w.textEntry(0x0131, 'reve.com')] }), 'Reve'],
  ['MFLUX', withXmp('xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="MFLUX 0.15.0"'), 'MFLUX'],
  [
    'Adobe Firefly',
    withXmp('xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="Adobe Firefly"'),
    'Adobe Firefly',
  ],
  [
    'Draw Things',
    withXmp(
      'xmlns:exif="http://ns.adobe.com/exif/1.0/"',
      '<exif:UserComment><rdf:Alt><rdf:li>{"c":"a cat","model":"m","sampler":"Euler A","scale":7,"seed":1,"size":"512x512","steps":20,"uc":""}</rdf:li></rdf:Alt></exif:UserComment>',
    ),
    'Draw Things',
  ],
  [
    'IPTC prompt field',
    withXmp('xmlns:I="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" I:AIPromptInformation="a cat"'),
    'generator',
  ],
  ['IPTC originating program', withIptc(w.dataset(65, w.utf8('Midjourney'))), 'Midjourney'],
];

describe('generator-parameters', () => {
  it.each(PNGS)('reads %s', async (_, texts, generator) => {
    const { value, marks, details } = await readFile(generatorParameters, withPngText(...texts), 'png');
    expect(value).toBeGreaterThan(0);
    expect(marks).toHaveLength(value);
    expect(details.generators).toContain(generator);
  });

  it.each(JPEGS)('reads %s', async (_, bytes, generator) => {
    expect((await readFile(generatorParameters, bytes)).details.generators).toContain(generator);
  });

  it.each([
    ['a recipe', 'Steps: 1. Mix. 2. Bake.'],
    ['a dash list', 'shelf --broken, see photo'],
    ['a person called Leonardo', 'Leonardo Runway'],
    ['camera settings', '{"seed":"tomato","weight":"20 g"}'],
    ['a watermark program', 'Created by watermark pro'],
  ])('leaves honest text alone: %s', async (_, text) => {
    expect((await readFile(generatorParameters, comment(text))).value).toBe(0);
    expect((await readFile(generatorParameters, withExif({ ifd0: [w.textEntry(0x013b, text)] }))).value).toBe(
      0,
    );
  });

  it('takes the subject of a photograph for no writer', async () => {
    expect(
      (await readFile(generatorParameters, withIptc(w.dataset(5, w.utf8('Midjourney office'))))).value,
    ).toBe(0);
  });

  it('leaves a credit to the mark of its own', async () => {
    const credit = (text: string) => withIptc(w.dataset(110, w.utf8(text)));
    expect((await readFile(generatorParameters, credit('Made with Google AI'))).value).toBe(0);
    expect((await readFile(generatorParameters, credit('Midjourney'))).value).toBe(1);
  });

  it('wants both halves of the Grok pair', async () => {
    expect(
      (await readFile(generatorParameters, withExif({ ifd0: [w.textEntry(0x010e, SIGNATURE)] }))).value,
    ).toBe(0);
    expect((await readFile(generatorParameters, withExif({ ifd0: [w.textEntry(0x013b, UUID)] }))).value).toBe(
      0,
    );
  });

  it('does not apply to honest photos and ordinary PNG text', async () => {
    expect((await measureFile(generatorParameters, honestPhoto())).status).toBe('not-applicable');
    const plain = withPngText(
      ['Software', 'gnome-screenshot'],
      ['Title', 'Broken cup'],
      ['Comment', 'taken today'],
    );
    expect((await readFile(generatorParameters, plain, 'png')).value).toBe(0);
  });
});
