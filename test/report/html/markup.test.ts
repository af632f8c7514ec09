import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { both, escapeHtml, html, trusted } from '../../../src/report/html/markup.js';

describe('html', () => {
  it('escapes strings, keeps markup, joins lists, leaves out what is absent', () => {
    const inner = html`<b>${'<i>'}</b>`;
    expect(String(html`<p title="${'"x"'}">${inner}${['a', 1, null]}${undefined}${false}${0}</p>`)).toBe(
      '<p title="&#34;x&#34;"><b>&#60;i&#62;</b>a10</p>',
    );
  });

  it('shows control characters instead of passing them on', () => {
    expect(String(html`${'a\u0000\u202eb'}`)).toBe('a‹U+0000›‹U+202E›b');
  });

  it('lets only constants through unescaped', () => {
    expect(String(html`${trusted('<hr>')}`)).toBe('<hr>');
  });

  it('never lets a string end its text or attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"'`]|&(?!#\d+;)/);
      }),
    );
  });

  it('carries both languages with their tags', () => {
    expect(String(both({ en: 'a&b', zh: '照' }))).toBe(
      '<span class="en" lang="en">a&#38;b</span><span class="zh" lang="zh-CN">照</span>',
    );
  });
});
