import { describe, expect, it } from 'vitest';
import { hashReport } from '../../src/report/canonical.js';
import { renderText, wantsColour } from '../../src/report/text.js';
import { measureWidth } from '../../src/report/width.js';
import { FORBIDDEN_WORDS } from '../../src/report/wording.js';
import { hash, sampleReport } from './sample.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: our own colours are escape sequences
const COLOUR = /\u001b\[[\d;]*m/g;

describe('renderText', () => {
  it.each(['en', 'zh'] as const)('keeps to its columns in %s, in every width', (language) => {
    for (const columns of [40, 80, 120])
      for (const line of renderText(sampleReport(), { language, columns }).split('\n'))
        expect(measureWidth(line), line).toBeLessThanOrEqual(columns);
  });

  it('says result and next step first, then findings by strength', () => {
    const text = renderText(sampleReport());
    const order = [
      'The findings point clearly to an edited, generated or reused photo',
      'Let a person look before deciding',
      'Local change against the reference  +1.62',
      'Label for generated content  +1.40',
      'Noise level over the picture  −0.44',
      'Photo time against the claim',
      'Provenance marks',
      'What could not be measured',
      'Limits',
      hash('photo'),
    ].map((part) => text.indexOf(part));
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(text).toContain(hashReport(sampleReport()));
    expect(text).toContain('3 of 310 unedited calibration photos');
    expect(text).toContain('No registry of earlier claims was given.');
    expect(text).toContain('timeout: the time limit');
  });

  it('says the same in Chinese', () => {
    const text = renderText(sampleReport(), { language: 'zh' });
    for (const part of [
      '请人工查看后再决定',
      '与参考图片的局部差异',
      '未提供历史索赔登记库',
      hash('reference'),
    ])
      expect(text).toContain(part);
    expect(text).not.toMatch(FORBIDDEN_WORDS.zh);
  });

  it('colours only when asked, and changes nothing else', () => {
    const plain = renderText(sampleReport());
    const coloured = renderText(sampleReport(), { colour: true });
    expect(plain).not.toMatch(/\p{Cc}(?<!\n)/u);
    expect(coloured).not.toBe(plain);
    expect(coloured.replace(COLOUR, '')).toBe(plain);
  });

  it('copes with a report that measured nothing', () => {
    const text = renderText(
      sampleReport((report) => {
        Object.assign(report, {
          score: null,
          log10Lr: null,
          verdict: 'inconclusive',
          nextStep: 'ask-for-more',
        });
        Object.assign(report, { readings: [], marks: [], regions: [], references: [], contributions: {} });
        report.claim.id = null;
      }),
    );
    expect(text).toContain('Ask for another photo');
    expect(text).toContain('No score: too little could be measured');
    expect(text).toContain('Nothing could be measured.');
    expect(text).not.toContain('null');
  });

  it('shows hostile strings inert', () => {
    const hostile = '\u001b]0;x\u0007\u001b[2J\u202egnp\u0000\r\nBOLD';
    const text = renderText(
      sampleReport((report) => {
        report.claim.id = hostile;
        report.marks[0] = { mark: hostile, value: hostile, where: hostile };
        report.readings[0].text.measured.en = hostile;
        report.readings[0].text.title.en = hostile;
        report.readings[6].reason = hostile;
        report.regions[0].kind = hostile;
        report.tool.version = hostile;
        report.limits[0].text.en = hostile;
        report.photo.format = hostile;
      }),
    );
    expect(text).not.toMatch(/\p{Cc}(?<!\n)/u);
    expect(text).not.toContain('\u202e');
    expect(text.match(/‹U\+001B›/g)?.length).toBeGreaterThan(8);
  });
});

describe('wantsColour', () => {
  it.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
    [false, { FORCE_COLOR: '1' }, true],
    [false, { FORCE_COLOR: '0' }, false],
    [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ])('terminal %s with %o: %s', (isTTY, env, wanted) => {
    expect(wantsColour({ isTTY }, env)).toBe(wanted);
  });
});
