/** Files for an ACS: ordered, refused, fetched, applied once, told of until confirmed. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { type Cpe, type CpeOptions, startCpe } from '../../support/acs-cpe.ts';
import { ask, eventsIn, faultIn, textAt } from '../../support/acs-requests.ts';
import { createFakeState } from '../../support/fake-gateway.ts';
import { until } from '../../support/until.ts';
import { sampleConfiguration } from './sample.ts';

const configurationFile = '3 Vendor Configuration File';

interface FileServer extends AsyncDisposable {
  readonly url: string;
  readonly stored: readonly string[];
}

async function serve(status: number, text = ''): Promise<FileServer> {
  const stored: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      if (request.method === 'PUT') stored.push(body);
      response.writeHead(status).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/file`,
    stored,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

/** Orders a transfer, lets it be done; the TransferComplete of the session after it. */
async function transferred(cpe: Cpe, order: string) {
  const [answer] = await cpe.acs.play([order]);
  await cpe.idle();
  await until(() => {
    cpe.gateway.clock.advance(0);
    return cpe.acs.posts.some(({ body }) => body?.name === 'TransferComplete');
  });
  await cpe.idle();
  const complete = cpe.acs.posts.find(({ body }) => body?.name === 'TransferComplete')?.body;
  return { answer, complete };
}

function download(url: string, key = 'd1', delay = 0): string {
  return ask.transfer('Download', { key, type: configurationFile, url, delay });
}

test('a configuration file is fetched after the session, applied and told of first thing', async () => {
  await using files = await serve(200, 'voip sip protocol set t1 600\n');
  await using cpe = await startCpe();
  const { answer, complete } = await transferred(cpe, download(files.url));
  assert.equal(textAt(answer, 'Status'), '1');
  assert.deepEqual(cpe.did, ['script voip sip protocol set t1 600']);
  assert.equal(textAt(complete, 'CommandKey'), 'd1');
  assert.equal(textAt(complete, 'FaultStruct', 'FaultCode'), '0');
  assert.deepEqual(
    complete?.children.map(({ name }) => name),
    ['CommandKey', 'FaultStruct', 'StartTime', 'CompleteTime'],
  );
  assert.deepEqual(eventsIn(cpe.acs.informs().at(-1)), ['7 TRANSFER COMPLETE', 'M Download (d1)']);
  cpe.face.inform();
  await cpe.acs.play([]);
  assert.deepEqual(eventsIn(cpe.acs.informs().at(-1)), ['2 PERIODIC']);
});

const failures: readonly (readonly [what: string, status: number, code: string])[] = [
  ['a file that is not there', 404, '9016'],
  ['a server that wants other credentials', 403, '9012'],
  ['a server that fails', 500, '9010'],
];

for (const [what, status, code] of failures) {
  test(`${what} is told as fault ${code}, and nothing has changed`, async () => {
    await using files = await serve(status);
    await using cpe = await startCpe();
    const { complete } = await transferred(cpe, download(files.url));
    assert.equal(textAt(complete, 'FaultStruct', 'FaultCode'), code);
    assert.equal(textAt(complete, 'CompleteTime'), '0001-01-01T00:00:00Z');
    assert.deepEqual(cpe.did, []);
  });
}

test('a server that nobody runs is fault 9015', async () => {
  await using cpe = await startCpe();
  const { complete } = await transferred(cpe, download('http://127.0.0.1:1/file'));
  assert.equal(textAt(complete, 'FaultStruct', 'FaultCode'), '9015');
});

test('a file server that never answers is given up after a minute, and the queue goes on', async () => {
  await using files = await serve(200, 'voip sip protocol set t1 600\n');
  const deaf = createServer(() => undefined);
  await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
  const { port } = deaf.address() as AddressInfo;
  await using cpe = await startCpe();
  await cpe.acs.play([download(`http://127.0.0.1:${port}/x`, 'deaf'), download(files.url, 'next')]);
  await until(() => {
    cpe.gateway.clock.advance(1000);
    return cpe.did.length === 1;
  });
  await until(() => {
    cpe.gateway.clock.advance(0);
    return cpe.acs.posts.filter(({ body }) => body?.name === 'TransferComplete').length === 2;
  });
  const results = cpe.acs.posts
    .filter(({ body }) => body?.name === 'TransferComplete')
    .map(({ body }) => textAt(body, 'FaultStruct', 'FaultCode'));
  assert.deepEqual(results, ['9017', '0']);
  deaf.closeAllConnections();
  deaf.close();
});

test('a file that has moved to a host which is not allowed is not fetched', async () => {
  await using cpe = await startCpe({
    rules: {
      intercept: (_, __, { url }) =>
        url === '/file'
          ? { status: 302, headers: { location: 'http://169.254.169.254/latest' } }
          : undefined,
    },
  });
  const { complete } = await transferred(cpe, download(cpe.acs.url().replace('/acs', '/file')));
  assert.match(textAt(complete, 'FaultStruct', 'FaultString'), /169\.254\.169\.254 is not allowed/);
  assert.deepEqual(cpe.did, []);
});

test('a file whose commands are refused leaves the configuration as it was', async () => {
  await using files = await serve(200, 'no such command\n');
  await using cpe = await startCpe({
    runScript: () => Promise.reject(new Error('line 1: no such command')),
    configuration: sampleConfiguration(),
  });
  const before = cpe.gateway.configuration();
  const { complete } = await transferred(cpe, download(files.url));
  assert.equal(textAt(complete, 'FaultStruct', 'FaultCode'), '9018');
  assert.match(textAt(complete, 'FaultStruct', 'FaultString'), /line 1/);
  assert.equal(cpe.gateway.configuration(), before);
});

function order(type: string, url: string): string {
  return ask.transfer('Download', { key: '', type, url });
}

test('what is not transferred is refused at once', async () => {
  await using cpe = await startCpe({ settings: { 'download-hosts': 'files.example' } });
  const answers = await cpe.acs.play([
    order('1 Firmware Upgrade Image', 'https://files.example/x'),
    order('9 Nonsense', 'https://files.example/x'),
    order(configurationFile, 'https://elsewhere.example/x'),
    order(configurationFile, 'https://169.254.169.254/x'),
    order(configurationFile, 'ftp://files.example/x'),
    order(configurationFile, 'https://u:p@files.example/x'),
    order(configurationFile, 'nothing'),
  ]);
  assert.deepEqual(answers.map(faultIn), ['9001', '9003', '9001', '9001', '9013', '9003', '9003']);
});

test('a transfer waits for its delay, can be listed and cancelled meanwhile', async () => {
  await using cpe = await startCpe();
  const [, listed, old, cancelled, after, again] = await cpe.acs.play([
    download(cpe.acs.url(), 'late', 3600),
    ask.queued(),
    ask.queued(false),
    ask.cancel('late'),
    ask.queued(),
    ask.cancel('late'),
  ]);
  const struct = listed?.children[0]?.children[0];
  assert.equal(textAt(struct, 'CommandKey'), 'late');
  assert.equal(textAt(struct, 'State'), '1');
  assert.equal(textAt(old?.children[0]?.children[0], 'State'), '1');
  assert.equal(cancelled?.name, 'CancelTransferResponse');
  assert.equal(after?.children[0]?.children.length, 0);
  assert.equal(again?.name, 'CancelTransferResponse');
});

test('more transfers than the queue holds are fault 9004', async () => {
  await using cpe = await startCpe();
  const orders = Array.from({ length: 11 }, (_, n) => download(cpe.acs.url(), `d${n}`, 99));
  const answers = await cpe.acs.play(orders);
  assert.deepEqual(answers.map(faultIn), [...Array(10).fill(''), '9004']);
});

test('configuration and log are stored without any secret', async () => {
  await using files = await serve(201);
  await using cpe = await startCpe({ configuration: sampleConfiguration() });
  const upload = (type: string) => ask.transfer('Upload', { key: 'u', type, url: files.url });
  const { complete } = await transferred(cpe, upload('1 Vendor Configuration File'));
  assert.equal(textAt(complete, 'FaultStruct', 'FaultCode'), '0');
  assert.match(files.stored[0] ?? '', /voip sip user create u1 address 1001/);
  assert.doesNotMatch(files.stored[0] ?? '', /password/);
  cpe.acs.posts.length = 0;
  cpe.face.inform();
  await transferred(cpe, upload('2 Vendor Log File'));
  assert.equal(files.stored.length, 2);
});

test('an ACS that does not take TransferComplete for a while is told again', async () => {
  await using files = await serve(200, '');
  let isDeaf = true;
  const rules: CpeOptions['rules'] = {
    intercept: ({ body }) =>
      isDeaf && body?.name === 'TransferComplete' ? { status: 500 } : undefined,
  };
  await using cpe = await startCpe({ rules });
  await transferred(cpe, download(files.url));
  assert.equal(cpe.face.view().state, 'waiting');
  assert.ok(cpe.face.view().pendingEvents.includes('M Download'));
  isDeaf = false;
  cpe.gateway.clock.advance(10_000);
  await cpe.acs.play([]);
  assert.deepEqual(eventsIn(cpe.acs.informs().at(-1)), ['7 TRANSFER COMPLETE', 'M Download (d1)']);
  await cpe.idle();
  assert.deepEqual(cpe.face.view().pendingEvents, []);
});

test('the password of a transfer is kept unreadable, and used', async () => {
  const seen: (string | undefined)[] = [];
  const state = createFakeState();
  await using cpe = await startCpe({
    state,
    rules: {
      intercept: ({ headers }, _, { url }) => {
        if (url !== '/file') return undefined;
        seen.push(headers.authorization);
        return headers.authorization
          ? { status: 200, body: '' }
          : { status: 401, headers: { 'www-authenticate': 'Basic realm="f"' } };
      },
    },
  });
  const url = cpe.acs.url().replace('/acs', '/file');
  const order = download(url)
    .replace('<Username></Username>', '<Username>u</Username>')
    .replace('<Password></Password>', '<Password>planted</Password>');
  await cpe.acs.play([order]);
  assert.doesNotMatch((await state.get('cwmp/transfers')) ?? 'planted', /planted/);
  await until(() => {
    cpe.gateway.clock.advance(0);
    return seen.length === 2;
  });
  assert.equal(seen[1], `Basic ${Buffer.from('u:planted').toString('base64')}`);
});

test('a download that was applied when the process ended is not applied again', async () => {
  await using files = await serve(200, 'voip sip protocol set t1 600\n');
  const state = createFakeState();
  const running = [
    {
      id: 'abc',
      isDownload: true,
      dueAt: 0,
      state: 'running',
      commandKey: 'd1',
      fileType: configurationFile,
      url: files.url,
      username: '',
      password: '',
      delaySeconds: 0,
    },
  ];
  for (const hadApplied of [true, false]) {
    await state.put('cwmp/transfers', JSON.stringify(running));
    await using cpe = await startCpe({ state });
    if (hadApplied) {
      const author = { face: 'cwmp', name: 'download' };
      await cpe.gateway.commands.submit((before) => before, author, 'cwmp download abc');
    }
    await cpe.acs.play([]);
    await until(() => {
      cpe.gateway.clock.advance(0);
      return cpe.acs.posts.some(({ body }) => body?.name === 'TransferComplete');
    });
    assert.equal(cpe.did.length, hadApplied ? 0 : 1);
  }
});
