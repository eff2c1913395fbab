import { describe, expect, it } from 'vitest';
import { fillDocument } from './document.ts';

describe('fillDocument', () => {
  const document = '# Speed\n\n<!-- bench:step -->\nold\n<!-- /bench:step -->\n\nby hand\n';

  it('replaces what stands in the marked place, and only that', () => {
    const once = fillDocument(document, { step: 'new' });
    expect(once).toEqual({
      text: '# Speed\n\n<!-- bench:step -->\n\nnew\n\n<!-- /bench:step -->\n\nby hand\n',
      missing: [],
    });
    expect(fillDocument(once.text, { step: 'new' })).toEqual(once);
  });

  it('says which places are missing', () => {
    expect(fillDocument(document, { step: 'new', epoch: 'x' }).missing).toEqual(['epoch']);
    expect(fillDocument('<!-- /bench:a --> <!-- bench:a -->', { a: 'x' }).missing).toEqual(['a']);
  });
});
