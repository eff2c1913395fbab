import { expect, test } from 'vitest';
import { html, trusted } from './html.ts';

test('everything put into a template is escaped, except HTML', () => {
  const inner = html`<b>${'<i>'}</b>`;
  expect(html`<p title="${'"'}">${inner}${['&', html`<br>`]}${1}</p>`.text).toBe(
    '<p title="&quot;"><b>&lt;i&gt;</b>&amp;<br>1</p>',
  );
  expect(html`${trusted('<svg/>')}`.text).toBe('<svg/>');
});

test('nothing is printed for what is left out', () => {
  expect(html`a${undefined}${false}b`.text).toBe('ab');
});
