/**
 * The source tested as a text: who may import whom, how long things may grow, what may not be
 * written.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

function filesUnder(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

const sources = [...filesUnder('src'), ...filesUnder('machines')];
const texts = new Map(
  [...sources, ...filesUnder('test')].map((file) => [file, readFileSync(join(root, file), 'utf8')]),
);

function textOf(file: string): string {
  return texts.get(file) ?? '';
}

/** Comments and strings blanked, so that words inside them do not count. */
function codeOf(file: string): string {
  return textOf(file)
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|[^:])\/\/.*$/gm, '$1')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''");
}

interface Import {
  readonly from: string;
  readonly to: string;
}

function importsOf(file: string): readonly Import[] {
  const found: Import[] = [];
  for (const match of textOf(file).matchAll(/(?<![.'])\b(?:from|import)\s*\(?\s*'([^']+)'/g)) {
    const target = match[1] ?? '';
    found.push({
      from: file,
      to: target.startsWith('.') ? normalize(join(dirname(file), target)) : target,
    });
  }
  return found;
}

/** architecture.md §2: the first rule whose folder holds the file is the one that counts. */
const mayImport: readonly (readonly [folder: string, allowed: readonly RegExp[]])[] = [
  ['src/domain/', [/^src\/domain\//]],
  ['src/sip/auth/', [/^src\/sip\//, /^node:crypto$/]],
  ['src/sip/transport/', [/^src\/sip\//, /^node:(dgram|net|tls|fs)$/]],
  ['src/sip/', [/^src\/sip\/(?!transport\/)/]],
  ['machines/', [/^machines\//, /^src\/domain\//, /^xstate$/]],
  [
    'src/drill/',
    [
      /^src\/(drill|domain)\//,
      /^src\/sip\/(?!transport\/)/,
      /^src\/(store\/store|media\/media)\.ts$/,
    ],
  ],
  ['src/replay/', [/^src\/(replay|domain)\//, /^machines\//, /^(xstate|fflate|node:fs)$/]],
  ['src/media/', [/^src\/(domain|media)\//, /^src\/errors\.ts$/, /^node:/]],
  ['src/store/', [/^src\/(domain|store)\//, /^src\/errors\.ts$/, /^node:/]],
  [
    'src/management/cli/',
    [/^src\/management\/(cli\/|[^/]+\.ts$)/, /^src\/(domain\/|errors\.ts$)/, /^node:/, /^ssh2$/],
  ],
  [
    'src/management/web/page/',
    [/^src\/management\/(web\/page\/|[^/]+\.ts$)/, /^(preact|preact\/hooks|htm\/preact|uplot)$/],
  ],
  [
    'src/management/web/',
    [
      /^src\/management\/(web\/|[^/]+\.ts$)/,
      /^src\/domain\//,
      /^(fastify|@fastify\/ajv-compiler)$/,
      /^node:(crypto|fs|http|module|net|os|worker_threads|zlib)$/,
    ],
  ],
  [
    'src/management/hep/',
    [/^src\/management\/(hep\/|[^/]+\.ts$)/, /^src\/domain\//, /^node:dgram$/],
  ],
  [
    'src/management/syslog/',
    [/^src\/management\/(syslog\/|[^/]+\.ts$)/, /^src\/domain\//, /^node:(dgram|fs|net|os|tls)$/],
  ],
  [
    'src/management/otlp/',
    [/^src\/management\/(otlp\/|[^/]+\.ts$)/, /^src\/domain\//, /^(@opentelemetry\/.+|node:os)$/],
  ],
  ['src/management/credentials.ts', [/^node:crypto$/, /^src\/domain\//]],
  ['src/management/snmp-keys.ts', [/^node:crypto$/, /^src\/domain\//]],
  // The agent's process has a clock of its own.
  [
    'src/management/snmp/agent-process.ts',
    [/^src\/(management|domain|runtime)\//, /^(node:|net-snmp$)/],
  ],
  [
    'src/management/snmp/',
    [/^src\/management\/(snmp\/|model\/|[^/]+\.ts$)/, /^src\/domain\//, /^(node:|net-snmp$)/],
  ],
  [
    'src/management/metrics/',
    [/^src\/management\/(metrics\/|[^/]+\.ts$)/, /^src\/domain\//, /^(prom-client|node:http)$/],
  ],
  // The CPE could be published alone but for what it says of the gateway, which is in its `model/`.
  [
    'src/management/cwmp/model/',
    [/^src\/management\/(cwmp\/|model\/|[^/]+\.ts$)/, /^src\/domain\//],
  ],
  [
    'src/management/cwmp/',
    [/^src\/management\/(cwmp\/|[^/]+\.ts$)/, /^src\/domain\//, /^(saxes|node:\w+)$/],
  ],
  ['src/management/model', [/^src\/(domain|management)\/[^/]+\.ts$/, /^src\/management\/model\//]],
  ['src/management/', [/^src\/(domain|management)\/[^/]+\.ts$/, /^src\/errors\.ts$/]],
  ['src/runtime/', [/^node:/, /^(pino|dns-packet)$/, /^src\/(runtime|sip|domain)\//]],
  ['src/gateway', [/./]],
  ['src/main.ts', [/./]],
  ['src/errors', [/^src\/errors\//]],
];

test('every import obeys the table of who may import whom', () => {
  const broken: string[] = [];
  for (const file of sources) {
    const rule = mayImport.find(([folder]) => file.startsWith(folder));
    assert.ok(rule, `${file} stands in no known folder`);
    for (const { to } of importsOf(file)) {
      if (!rule[1].some((allowed) => allowed.test(to))) broken.push(`${file} imports ${to}`);
    }
  }
  assert.deepEqual(broken, []);
});

test('nothing imports itself in a circle of folders: domain and sip know nothing above them', () => {
  const upward = sources
    .filter((file) => file.startsWith('src/domain/') || file.startsWith('src/sip/'))
    .flatMap(importsOf)
    .filter(({ to }) => /^(machines|src\/(management|gateway|store|media|runtime))/.test(to));
  assert.deepEqual(upward, []);
});

/** Longer than the budget, with the reason. */
const longFiles: ReadonlyMap<string, string> = new Map<string, string>([]);

test('files, lines and exports stay inside their budgets', () => {
  const broken: string[] = [];
  const lengths: number[] = [];
  for (const file of sources) {
    const lines = textOf(file).split('\n');
    lengths.push(lines.length);
    const limit = file.endsWith('.machine.ts') ? 200 : 250;
    if (lines.length > limit + 1 && !longFiles.has(file))
      broken.push(`${file}: ${lines.length} lines`);
    for (const [index, line] of lines.entries()) {
      if (line.length > 100 && !line.includes('http'))
        broken.push(`${file}:${index + 1}: ${line.length} columns`);
    }
    const exported = [...codeOf(file).matchAll(/^export (?!type |interface )/gm)].length;
    if (exported > 7) broken.push(`${file}: ${exported} exports`);
  }
  lengths.sort((a, b) => a - b);
  assert.ok(
    (lengths[Math.floor(lengths.length / 2)] ?? 0) <= 120,
    'the median file has more than 120 lines',
  );
  assert.deepEqual(broken, []);
});

test('every file opens by saying what it is', () => {
  assert.deepEqual(
    sources.filter((file) => !/^(#!.*\n)?\/\*\*[^*]/.test(textOf(file))),
    [],
  );
});

/** The page is in a browser: it has no clock but the reader's. */
function outside(file: string): boolean {
  const isPage = file.startsWith('src/management/web/page/');
  return !file.startsWith('src/runtime/') && !isPage && file !== 'src/media/child-clock.ts';
}

test('time, chance and unsafe types stay where they may', () => {
  const broken: string[] = [];
  for (const file of sources) {
    const code = codeOf(file);
    if (
      outside(file) &&
      /\b(Date\.now\(|Math\.random\(|performance\.now\(|new Date\(\))/.test(code)
    )
      broken.push(`${file}: reads the clock or chance`);
    if (outside(file) && /(?<![.\w])(setTimeout|setInterval|setImmediate)\((?!\w+: )/.test(code))
      broken.push(`${file}: arms a real timer`);
    if (
      /(?<![\w.])any(?=[\s;,)>\]|])/.test(code.replace(/\/\*\*[\s\S]*?\*\//g, '')) &&
      /:\s*any\b|<any>|as any/.test(code)
    )
      broken.push(`${file}: any`);
    if (/[\w)\]]!(?=[.;,)[\s])(?!\s*=)/.test(code)) broken.push(`${file}: non-null assertion`);
    const expressions = code.replaceAll(/^(import|export) [^;]*? from [^;]*;/gm, '');
    const casts = [...expressions.matchAll(/\bas (?!const\b)([A-Z{][\w.{]*)/g)].filter(
      ([, what]) => what !== undefined,
    );
    for (const [text] of casts) {
      if (
        !/\{\} as /.test(
          code.slice(Math.max(0, code.indexOf(text) - 4), code.indexOf(text) + text.length),
        )
      )
        broken.push(`${file}: cast ${text}`);
    }
    if (/\benum\s+\w+\s*\{/.test(code)) broken.push(`${file}: enum`);
  }
  assert.deepEqual(broken, []);
});

test('no file is called utils, helpers, common or misc, and none carries unfinished marks', () => {
  assert.deepEqual(
    [...texts.keys()].filter((file) =>
      /(^|\/)(utils?|helpers?|common|misc|manager|handler)\b/.test(file),
    ),
    [],
  );
  assert.deepEqual(
    sources.filter((file) => /\b(TODO|FIXME|XXX)\b/.test(textOf(file))),
    [],
  );
});

test('comments are between a twentieth and a third of the sources', () => {
  let comments = 0;
  let lines = 0;
  for (const file of sources) {
    for (const line of textOf(file).split('\n')) {
      if (line.trim() === '') continue;
      lines += 1;
      if (/^\s*(\/\*|\*|\/\/)/.test(line)) comments += 1;
    }
  }
  const share = comments / lines;
  assert.ok(share >= 0.05 && share <= 0.33, `${(share * 100).toFixed(1)} %`);
});
