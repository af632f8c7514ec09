import { describe, expect, it } from 'vitest';
import { readTerm } from '../../../src/bytes/digital-source-type.js';
import { digitalSourceType } from '../../../src/signals/provenance/digital-source-type.js';
import { honestPhoto, measureFile, readFile, withPngText, withXmp } from './measure-file.js';

const NS = 'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"';
const URI = 'http://cv.iptc.org/newscodes/digitalsourcetype/';
const statement = (value: string, name = 'DigitalSourceType') =>
  withXmp(`${NS} Iptc4xmpExt:${name}="${value}"`);

describe('digital-source-type', () => {
  it.each([
    ['trainedAlgorithmicMedia', 'ai', true],
    ['compositeWithTrainedAlgorithmicMedia', 'partly-ai', true],
    ['compositeSynthetic', 'partly-ai', true],
    ['algorithmicMedia', 'algorithm', false],
    ['digitalCapture', 'other', false],
    ['minorHumanEdits', 'other', false],
  ])('reads %s', async (term, origin, ai) => {
    const { value, marks, details } = await readFile(digitalSourceType, statement(`${URI}${term}`));
    expect([value, marks, details.term, details.origin, details.ai]).toEqual([
      1,
      [`${URI}${term}`],
      term,
      origin,
      ai,
    ]);
  });

  it.each([
    ` ${URI}trainedAlgorithmicMedia `,
    `${URI.replace('http', 'https')}trainedAlgorithmicMedia/`,
    'trainedAlgorithmicMedia',
    'TrainedAlgorithmicMedia',
    'digsrctype:trainedAlgorithmicMedia',
    'Trained Algorithmic Media',
    'Created using Generative AI',
  ])('knows the spelling "%s"', (value) => {
    expect(readTerm(value)).toBe('trainedAlgorithmicMedia');
  });

  it('reads the element form, rdf:resource, the retired property and PNG text', async () => {
    const files = [
      withXmp(
        NS,
        `<Iptc4xmpExt:DigitalSourceType>${URI}trainedAlgorithmicMedia</Iptc4xmpExt:DigitalSourceType>`,
      ),
      withXmp(NS, `<Iptc4xmpExt:DigitalSourceType rdf:resource="${URI}trainedAlgorithmicMedia"/>`),
      statement(`${URI}trainedAlgorithmicMedia`, 'DigitalSourcefileType'),
    ];
    for (const file of files) expect((await readFile(digitalSourceType, file)).details.ai).toBe(true);
    const text = withPngText(['DigitalSourceType', `${URI}trainedAlgorithmicMedia`]);
    expect((await readFile(digitalSourceType, text, 'png')).details.ai).toBe(true);
  });

  it('names the strongest of several statements and keeps what it does not know', async () => {
    const both = withXmp(
      `${NS} Iptc4xmpExt:DigitalSourceType="${URI}digitalCapture"`,
      `<Iptc4xmpExt:DigitalSourceType>${URI}trainedAlgorithmicMedia</Iptc4xmpExt:DigitalSourceType>`,
    );
    expect((await readFile(digitalSourceType, both)).details).toMatchObject({
      term: 'trainedAlgorithmicMedia',
      ai: true,
    });
    expect((await readFile(digitalSourceType, statement('somethingNew'))).details).toMatchObject({
      term: 'somethingNew',
      ai: false,
    });
  });

  it('does not apply to honest photos', async () => {
    expect((await measureFile(digitalSourceType, honestPhoto())).status).toBe('not-applicable');
  });
});
