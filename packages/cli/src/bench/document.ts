/**
 * The places in a document that measurements fill: what stands between `<!-- bench:NAME -->` and `<!-- /bench:NAME -->`
 * is replaced, everything else is left as people wrote it.
 */

/** @param blocks text by name; @returns the document, and the names it has no place for */
export function fillDocument(
  document: string,
  blocks: Readonly<Record<string, string>>,
): { readonly text: string; readonly missing: readonly string[] } {
  const missing: string[] = [];
  let text = document;
  for (const [name, block] of Object.entries(blocks)) {
    const [open, close] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
    const start = text.indexOf(open);
    const end = text.indexOf(close, start);
    if (start < 0 || end < 0) {
      missing.push(name);
      continue;
    }
    text = `${text.slice(0, start + open.length)}\n\n${block}\n\n${text.slice(end)}`;
  }
  return { text, missing };
}
