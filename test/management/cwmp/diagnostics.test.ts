/** The diagnostic of names: asked for by an ACS, made, told of by 8 DIAGNOSTICS COMPLETE. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AskName, NameAnswer } from '../../../src/management/cwmp/agent/name-lookup.ts';
import { createAskName } from '../../../src/management/cwmp/dns/ask-name.ts';
import { readReply, writeQuestion } from '../../../src/management/cwmp/dns/dns-message.ts';
import { realClock } from '../../../src/runtime/clock.ts';
import { type Cpe, startCpe } from '../../support/acs-cpe.ts';
import { ask, eventsIn, faultIn, parameterFaultsIn, valuesIn } from '../../support/acs-requests.ts';
import { DnsServer } from '../../support/dns-server.ts';
import { until } from '../../support/until.ts';

const lookup = 'Device.DNS.Diagnostics.NSLookupDiagnostics.';

const found: NameAnswer = {
  server: '192.0.2.53',
  isAuthoritative: true,
  code: 0,
  addresses: ['192.0.2.7', '2001:db8:0:0:0:0:0:7'],
};

function request(host: string, repetitions = 1): string {
  return ask.set([
    [`${lookup}HostName`, host],
    [`${lookup}NumberOfRepetitions`, String(repetitions), 'xsd:unsignedInt'],
    [`${lookup}DiagnosticsState`, 'Requested'],
  ]);
}

/** Everything of the diagnostic, once the ACS was told that it is complete. */
async function completed(cpe: Cpe): Promise<Record<string, string>> {
  await until(() =>
    cpe.acs.informs().some((inform) => eventsIn(inform).includes('8 DIAGNOSTICS COMPLETE')),
  );
  await cpe.idle();
  cpe.face.inform();
  const [read] = await cpe.acs.play([ask.values(lookup)]);
  const values = Object.entries(valuesIn(read));
  return Object.fromEntries(values.map(([name, value]) => [name.slice(lookup.length), value]));
}

test('a name is looked up as often as was asked, and the ACS is told when it is done', async () => {
  const asked: (readonly [string, string, number])[] = [];
  const askName: AskName = async (...question) => {
    asked.push(question);
    return found;
  };
  await using cpe = await startCpe({ askName });
  await cpe.acs.play([request('sip.example', 2)]);
  const values = await completed(cpe);
  assert.deepEqual(asked, [
    ['', 'sip.example', 5000],
    ['', 'sip.example', 5000],
  ]);
  assert.equal(values['DiagnosticsState'], 'Complete');
  assert.equal(values['SuccessCount'], '2');
  assert.equal(values['ResultNumberOfEntries'], '2');
  assert.equal(values['Result.2.Status'], 'Success');
  assert.equal(values['Result.2.AnswerType'], 'Authoritative');
  assert.equal(values['Result.2.IPAddresses'], '192.0.2.7,2001:db8:0:0:0:0:0:7');
  assert.equal(values['Result.2.DNSServerIP'], '192.0.2.53');
});

const failures: readonly (readonly [
  what: string,
  answer: NameAnswer | undefined,
  string,
  string,
])[] = [
  [
    'a name that is not there',
    { ...found, code: 3, addresses: [] },
    'Error_Other',
    'Error_HostNameNotResolved',
  ],
  [
    'a server that is silent',
    { ...found, code: undefined, addresses: [] },
    'Error_Other',
    'Error_Timeout',
  ],
  ['a server that cannot be found', undefined, 'Error_DNSServerNotResolved', ''],
];

for (const [what, answer, state, status] of failures) {
  test(`${what} is told as such`, async () => {
    await using cpe = await startCpe({ askName: async () => answer });
    await cpe.acs.play([request('sip.example')]);
    const values = await completed(cpe);
    assert.equal(values['DiagnosticsState'], state);
    assert.equal(values['SuccessCount'], '0');
    assert.equal(values['Result.1.Status'] ?? '', status);
  });
}

test('a request that is refused as a whole looks up nothing', async () => {
  await using cpe = await startCpe({ askName: () => assert.fail('nothing was asked for') });
  const [refused, wrong, read] = await cpe.acs.play([
    ask.set([
      [`${lookup}DiagnosticsState`, 'Requested'],
      ['Device.Nothing', '1'],
    ]),
    ask.set([[`${lookup}DiagnosticsState`, 'Complete']]),
    ask.values(`${lookup}DiagnosticsState`),
  ]);
  assert.equal(faultIn(refused), '9003');
  assert.deepEqual(parameterFaultsIn(wrong), [`${lookup}DiagnosticsState 9007`]);
  assert.deepEqual(Object.values(valuesIn(read)), ['None']);
});

test('what is set while it runs ends it, and its result is not wanted any more', async () => {
  const answer = Promise.withResolvers<NameAnswer>();
  await using cpe = await startCpe({ askName: () => answer.promise });
  const [, , read] = await cpe.acs.play([
    request('sip.example'),
    ask.set([[`${lookup}HostName`, 'other.example']]),
    ask.values(lookup),
  ]);
  answer.resolve(found);
  await cpe.idle();
  assert.equal(valuesIn(read)[`${lookup}DiagnosticsState`], 'None');
  cpe.face.inform();
  const [again] = await cpe.acs.play([ask.values(lookup)]);
  assert.equal(valuesIn(again)[`${lookup}ResultNumberOfEntries`], '0');
  assert.deepEqual(eventsIn(cpe.acs.informs().at(-1)), ['2 PERIODIC']);
});

test('a real name server is asked, for both kinds of addresses', async () => {
  const server = await DnsServer.open();
  server.add({ type: 'A', name: 'sip.example', ttl: 60, data: '192.0.2.7' });
  server.add({ type: 'AAAA', name: 'sip.example', ttl: 60, data: '2001:db8::7' });
  const askName = createAskName(realClock, server.port);
  const answer = await askName('127.0.0.1', 'sip.example', 2000);
  assert.deepEqual(answer?.addresses, ['192.0.2.7', '2001:db8:0:0:0:0:0:7']);
  assert.equal(answer?.code, 0);
  assert.equal((await askName('127.0.0.1', 'none.example', 2000))?.code, 3);
  assert.equal((await askName('127.0.0.1', 'no name', 2000))?.code, 3);
  assert.equal(await askName('no-such-server.invalid', 'sip.example', 2000), undefined);
  server.mood = 'silent';
  assert.equal((await askName('127.0.0.1', 'sip.example', 50))?.code, undefined);
  server.close();
});

test('an answer that is cut anywhere, or is to another question, is none', () => {
  const question = writeQuestion(7, 'sip.example', 'A');
  assert.ok(question);
  const answer = Buffer.concat([
    question,
    Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7]),
  ]);
  answer.writeUInt16BE(0x8580, 2);
  answer.writeUInt16BE(1, 6);
  assert.deepEqual(readReply(answer, 7), {
    isAuthoritative: true,
    code: 0,
    addresses: ['192.0.2.7'],
  });
  assert.equal(readReply(answer, 8), undefined);
  assert.equal(readReply(question, 7), undefined);
  for (let length = 0; length < answer.length; length += 1) {
    assert.equal(readReply(answer.subarray(0, length), 7), undefined, String(length));
  }
});

test('no name is asked for that DNS has no form for', () => {
  for (const name of ['', '.', 'a..b', 'x'.repeat(64), 'ä.example', 'a b', 'a.'.repeat(130)]) {
    assert.equal(writeQuestion(1, name, 'A'), undefined, name);
  }
});
