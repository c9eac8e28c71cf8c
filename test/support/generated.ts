/** Parts of documents that are made from the sources: compared, or with UPDATE=1 written. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';

/** The text between `<!-- name -->` and `<!-- /name -->` of a document. */
export function assertGenerated(file: URL, name: string, text: string): void {
  const [opening, closing] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const document = readFileSync(file, 'utf8');
  const from = document.indexOf(opening) + opening.length;
  const to = document.indexOf(closing);
  assert.ok(from >= opening.length && to >= from, `${file.pathname} has no part "${name}"`);
  const wanted = `\n${text.trim()}\n\n`;
  if (process.env['UPDATE'] === '1') {
    writeFileSync(file, `${document.slice(0, from)}${wanted}${document.slice(to)}`);
    return;
  }
  assert.equal(document.slice(from, to), wanted, 'run the test again with UPDATE=1');
}

/** A Markdown table; bars inside cells are escaped. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}
