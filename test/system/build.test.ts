/** What `npm run build` makes runs by itself: no sources, no development dependencies. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startGateway } from '../support/gateway-process.ts';
import { freePort } from '../support/ports.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

interface Lock {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly link?: boolean }>>;
}

/** A folder as `npm ci --omit=dev` would make it. */
function installRuntime(target: string): void {
  const lock: Lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  for (const [path, { dev = false }] of Object.entries(lock.packages)) {
    if (dev || !/^node_modules\/(@[^/]+\/)?[^/]+$/.test(path)) continue;
    mkdirSync(dirname(join(target, path)), { recursive: true });
    symlinkSync(join(root, path), join(target, path));
  }
  cpSync(join(root, 'package.json'), join(target, 'package.json'));
}

async function build(target: string): Promise<string> {
  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  const out = join(target, 'dist');
  for (const config of ['build', 'page']) {
    await run(tsc, ['-p', join(root, `deploy/tsconfig.${config}.json`), '--outDir', out]);
  }
  const page = 'src/management/web/page';
  cpSync(join(root, page), join(out, page), {
    recursive: true,
    filter: (path) => !path.endsWith('.ts') && !path.endsWith('.json'),
  });
  return join(out, 'src', 'main.js');
}

test('the build starts, has its workers and children, serves its page, without what development needs', async () => {
  const target = mkdtempSync(join(tmpdir(), 'offhook-build-'));
  try {
    installRuntime(target);
    const main = await build(target);
    const { stdout } = await run(process.execPath, [main, '--help']);
    assert.match(stdout, /usage: offhook run/);
    const [page, snmp] = [await freePort(), await freePort()];
    const gateway = await startGateway({
      main,
      script: [
        `web set listen 127.0.0.1:${page}`,
        `snmp set listen 127.0.0.1:${snmp}`,
        'snmp community create public source 127.0.0.1/32',
        'voip ep soft create p1',
        'voip ep soft create p2',
        'voip sip user create alice address 200',
        'voip sip user create bob address 201',
        'voip sip user add alice port p1',
        'voip sip user add bob port p2',
      ],
    });
    try {
      const graphs = ['/page/history-graphs.js', '/page/lib/uplot.js', '/page/lib/uplot.css'];
      for (const path of ['/', '/page/main.js', '/page/style.css', ...graphs]) {
        const { status } = await fetch(`http://127.0.0.1:${page}${path}`);
        assert.equal(status, 200, path);
      }
      // The agent says where it listens once its own process has opened the socket.
      await gateway.until('snmp show', ({ listen }) => listen === `127.0.0.1:${snmp}`);
      // The SDK of OpenTelemetry is for who wants it: an endpoint is refused, and nothing changes.
      const refused = await gateway.tryExec('otlp set endpoint http://127.0.0.1:4318');
      assert.equal(refused.ok ? undefined : refused.error.code, 'E-OTLP-SDK');
      assert.equal((await gateway.exec('web show')).otlpEndpoint, 'off');
      await gateway.exec('voip ep soft dial p1 201#');
      await gateway.until('voip ep list', (ports) => ports[1].state === 'ringing');
      await gateway.exec('voip ep soft answer p2');
      await gateway.until('voip call list', (calls) => calls[0]?.state === 'connected');
    } finally {
      await gateway.stop();
    }
    assert.doesNotMatch(gateway.child.output(), /Cannot find module|media fault/);
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
});
