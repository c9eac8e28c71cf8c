/**
 * The page as it is served: small, compressed, asked anew only when it changed, from nowhere else.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { loadPage, pagePaths } from '../../../src/management/web/page-files.ts';
import { serveFace } from './serve.ts';

const files = await loadPage();

void test('the whole page is smaller than 150 kB compressed', (t) => {
  const bytes = files.reduce((sum, { gzipped }) => sum + gzipped.length, 0);
  t.diagnostic(`${files.length} files, ${bytes} bytes compressed`);
  assert.ok(bytes < 150_000);
});

void test('what is loaded is what is served', () => {
  assert.deepEqual(files.map(({ path }) => path).toSorted(), pagePaths().toSorted());
});

void test('every module imports only what is served, and nothing is loaded from elsewhere', () => {
  const paths = new Set(files.map(({ path }) => path));
  for (const { path, body, type } of files) {
    const text = body.toString();
    if (type.startsWith('text/javascript')) {
      for (const [, name = ''] of text.matchAll(/\b(?:from|import)\s*["']([^"'\s]+)["']/g)) {
        const target = name.startsWith('.') ? new URL(name, `http://x${path}`).pathname : name;
        assert.ok(paths.has(target), `${path} imports ${name}`);
      }
      assert.doesNotMatch(text, /\binterface \w+ \{|: readonly /, `${path} still has types`);
    }
    assert.doesNotMatch(text, /(?:src|href|url\(|@import)\s*=?\s*["'(]?https?:/, path);
  }
});

void test('nothing of it is inline: no script, no style, no handler', () => {
  const html = files.find(({ path }) => path === '/')?.body.toString() ?? '';
  assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=/);
  const all = files.map(({ body }) => body.toString()).join('\n');
  assert.doesNotMatch(all.replace(/dangerouslySetInnerHTML/g, ''), /\.insertAdjacentHTML|eval\(/);
});

void test('it is served compressed to who reads it so, and not again when it has not changed', async () => {
  await using face = await serveFace();
  const url = `${face.origin}/page/main.js`;
  const plain = await fetch(url, { headers: { 'accept-encoding': 'identity' } });
  assert.equal(plain.headers.get('content-encoding'), null);
  assert.match(plain.headers.get('content-type') ?? '', /^text\/javascript/);
  const zipped = await fetch(url, { headers: { 'accept-encoding': 'gzip' } });
  assert.equal(zipped.headers.get('content-encoding'), 'gzip');
  assert.equal(await zipped.text(), await plain.text());
  const etag = plain.headers.get('etag') ?? '';
  assert.equal((await fetch(url, { headers: { 'if-none-match': etag } })).status, 304);
  const page = await fetch(face.origin);
  assert.match(page.headers.get('content-security-policy') ?? '', /script-src 'self'/);
  assert.match(await page.text(), /<title>Offhook<\/title>/);
  const main = files.find(({ path }) => path === '/page/main.js');
  assert.equal(gunzipSync(main?.gzipped ?? '').toString(), main?.body.toString());
});
