/**
 * Text for XML and HTML. Both allow the same five entities, so one escape serves element text and quoted
 * attributes of either. Characters that XML 1.0 forbids are removed: one of them in a title would make an
 * SVG file unreadable. https://www.w3.org/TR/xml/#charsets
 */

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text without the characters that XML forbids: control characters, lone surrogates, U+FFFE and U+FFFF. */
export function cleanText(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '');
}

/** Text made safe as element content and inside quoted attributes. */
export function escapeText(text: string): string {
  return cleanText(text).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** JSON made safe inside a `<script>` element: no `<` is left that could close it. */
export function escapeJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
}
