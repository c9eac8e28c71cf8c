/**
 * The files of the page: a fixed set, read when somebody opens it for the first time. No path of a
 * request reaches the disk.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

export interface PageFile {
  readonly path: string;
  readonly type: string;
  readonly body: Buffer;
  readonly gzipped: Buffer;
  readonly etag: string;
}

const folder = new URL('./page/', import.meta.url);

/** Libraries of the page: the name that its modules import, where it is served, which file. */
const libraries: Readonly<Record<string, readonly [path: string, file: string]>> = {
  preact: ['/page/lib/preact.js', 'preact'],
  'preact/hooks': ['/page/lib/preact-hooks.js', 'preact/hooks'],
  htm: ['/page/lib/htm.js', 'htm'],
  'htm/preact': ['/page/lib/htm-preact.js', 'htm/preact'],
  uplot: ['/page/lib/uplot.js', 'uplot/dist/uPlot.esm.js'],
  'uplot.css': ['/page/lib/uplot.css', 'uplot/dist/uPlot.min.css'],
};

const types: Readonly<Record<string, string>> = {
  '/': 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  js: 'text/javascript; charset=utf-8',
};

/** Browsers take neither bare names nor TypeScript. */
function forBrowsers(source: string): string {
  return source
    .replace(/\b(from|import)\s*(["'])([a-z/]+)\2/g, (whole, word: string, _quote, name: string) =>
      libraries[name] === undefined ? whole : `${word} '${libraries[name][0]}'`,
    )
    .replace(/\b(from |import |import\()'(\.\/[a-z-]+)\.ts'/g, "$1'$2.js'");
}

/** Types are stripped in a worker: there Node's warning that this is young can be switched off. */
function stripped(sources: readonly string[]): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./strip-worker.ts', import.meta.url), {
      workerData: sources,
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

function fileOf(path: string, text: string): PageFile {
  const body = Buffer.from(text);
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  return {
    path,
    type: types[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
    body,
    gzipped: gzipSync(body, { level: 9 }),
    etag: `"${hash}"`,
  };
}

function pathOf(name: string): string {
  return name === 'index.html' ? '/' : `/page/${name.replace(/\.ts$/, '.js')}`;
}

const isPlain = (name: string) => /\.(html|css|svg)$/.test(name);
const isModule = (name: string) => /(?<!\.d)\.(ts|js)$/.test(name);

/** Where they are served. */
export function pagePaths(): readonly string[] {
  const names = readdirSync(folder).filter((name) => isPlain(name) || isModule(name));
  return [...names.map(pathOf), ...Object.values(libraries).map(([path]) => path)];
}

/** As written in the sources, as `.js` in a build. */
async function modules(names: readonly string[]): Promise<readonly PageFile[]> {
  const texts = names.map((name) => readFileSync(new URL(name, folder), 'utf8'));
  const areTyped = names.some((name) => name.endsWith('.ts'));
  const plain = areTyped ? await stripped(texts) : texts;
  return names.map((name, at) => fileOf(pathOf(name), forBrowsers(plain[at] ?? '')));
}

export async function loadPage(): Promise<readonly PageFile[]> {
  const names = readdirSync(folder);
  const ofLibraries = Object.values(libraries).map(([path, file]) =>
    fileOf(path, forBrowsers(readFileSync(new URL(import.meta.resolve(file)), 'utf8'))),
  );
  const plain = names
    .filter(isPlain)
    .map((name) => fileOf(pathOf(name), readFileSync(new URL(name, folder), 'utf8')));
  return [...plain, ...(await modules(names.filter(isModule))), ...ofLibraries];
}

/** Asked again each time, sent again only when it is another. */
export function addPage(app: FastifyInstance, page: () => Promise<readonly PageFile[]>): void {
  for (const path of pagePaths()) {
    app.get(path, { config: { role: 'anyone' } }, async (request, reply) => {
      const file = (await page()).find((one) => one.path === path);
      if (!file) return reply.callNotFound();
      const { type, body, gzipped, etag } = file;
      void reply.headers({ etag, 'cache-control': 'no-cache', vary: 'accept-encoding' });
      if (request.headers['if-none-match'] === etag) return reply.status(304).send();
      void reply.type(type);
      if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(body);
      return reply.header('content-encoding', 'gzip').send(gzipped);
    });
  }
}
