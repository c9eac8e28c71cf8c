/** XML written by joining strings: everything that is not a literal goes through one escape. */

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};

/** XML 1.0 has no place for most control characters and for two non-characters. */
// oxlint-disable-next-line no-control-regex -- these are the characters to get rid of
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

export function escapeXml(text: string): string {
  // Nearly every value is plain; the check costs less than a replacement.
  if (!/[^\x20-\x21\x23-\x25\x27-\x3b\x3d\x3f-\x7e]/.test(text)) return text;
  const legal = text.toWellFormed().replace(forbidden, '\ufffd');
  return legal.replace(/[&<>"\r]/g, (char) => escapes[char] ?? char);
}

/** `<Name>text</Name>`, the text escaped. */
export function leaf(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`;
}

/** An array as SOAP encoding wants it, with its true count. */
export function array(name: string, itemType: string, items: readonly string[]): string {
  const type = `soap-enc:arrayType="${itemType}[${items.length}]"`;
  return `<${name} ${type}>${items.join('')}</${name}>`;
}
