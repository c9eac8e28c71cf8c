/** What a call would do is what it then does. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startGateway } from '../support/gateway-process.ts';
import { Party } from '../support/peers/party.ts';
import { SipSocket } from '../support/peers/sip-socket.ts';

const home = [
  'voip sip protocol set location-fail-back none',
  'voip sip protocol set denied-prefixes 0900',
  'voip ep soft create p1',
  'voip ep set p1 dialmask 1',
  'voip ep soft create p2',
  'voip ep set p2 digitmap [2-4]xx|9xxx|5x.T',
  'voip ep sip create desk login desk',
  'voip ep set desk digitmap [2-4]xx',
  'voip sip user create alice address 200',
  'voip sip user create bob address 201',
  'voip sip user create carol address 202',
  'voip sip user create dave address 203',
  'voip sip user add alice port p1',
  'voip sip user add bob port p2',
  'voip sip user add carol port desk',
  'voip sip service set bob forwardalways 5551',
  'voip sip fdb create short address 20 contact 127.0.0.1:9',
];

test('what a call would do: emergencies, codes, maps, services and permissions count as in a call', async (t) => {
  const server = await SipSocket.open();
  server.onRequest = (incoming) => incoming.answer(404);
  const contact = server.host;
  const gateway = await startGateway({
    script: [
      ...home,
      `voip sip proxyserver create out contact ${contact} noregister`,
      `voip sip locationserver create in contact ${contact.replace('127.0.0.1', '127.0.0.2')}`,
    ],
  });
  t.after(() => gateway.stop());
  for (const [from, digits, route, number, servers, said] of [
    ['p1', '112', 'emergency', '112', ['out', 'in (location)'], /emergency number/],
    ['p1', '0203', 'unavailable', '203', [], /480 unavailable/],
    ['p1', '0201', 'proxies', '201', ['out'], /bob forwards it/],
    ['p1', '020', 'rule short', '20', ['short'], /rule short takes it/],
    ['p1', '0555', 'proxies', '555', ['out'], /after mask.*: 555/],
    ['p1', '00900123', 'not-permitted', '0900123', [], /alice may not call 0900123: denied-prefix/],
    ['p1', '*21*5551#', 'code', null, [], /code of the gateway/],
    ['p2', '2005', 'user alice on p1', '200', [], /dialling ends after 200/],
    ['p2', '8', 'unallocated-number', null, [], /busy tone after 8/],
    ['p2', '20', 'unallocated-number', null, [], /more digits/],
    ['bob', '5551', 'proxies', '5551', ['out'], /no forwarding rule/],
    ['desk', '800', 'unallocated-number', null, [], /no such number/],
    ['desk', '200', 'user alice on p1', '200', [], /local/],
  ] as const) {
    const answer = await gateway.exec(`voip call whatif ${from} ${digits}`);
    const asked: readonly { readonly server: string }[] = answer.servers;
    const found = [answer.route, answer.number, asked.map((one) => one.server)];
    assert.deepEqual(found, [route, number, servers], `${from} ${digits}`);
    assert.match(answer.steps.join('; '), said, `${from} ${digits}`);
  }
  assert.deepEqual(await gateway.exec('voip call list'), []);
  assert.equal((await gateway.exec('voip sip service show bob')).forwardAlways, '5551');
});

test('what a call would do follows the server of the registration where calls do', async (t) => {
  const servers = [await SipSocket.open(), await SipSocket.open()] as const;
  const [silent, taking] = servers;
  taking.onRequest = (incoming) => {
    const contact = incoming.request.headers.first('Contact') ?? '';
    incoming.answer(200, { fields: [['Contact', contact]] });
  };
  const gateway = await startGateway({
    script: [
      'voip sip protocol set invite-follows-register on',
      'voip sip protocol set register-attempt-ms 200',
      `voip sip proxyserver create a contact ${silent.host}`,
      `voip sip proxyserver create b contact ${taking.host}`,
      'voip ep soft create p1',
      'voip sip user create alice address 200',
      'voip sip user add alice port p1',
    ],
  });
  t.after(() => gateway.stop());
  await gateway.until('voip sip user list', ([line]) => line.server === 'b');
  const { servers: asked, requestUri } = await gateway.exec('voip call whatif p1 5551');
  assert.deepEqual(
    asked.map(({ server }: { server: string }) => server),
    ['b', 'a'],
  );
  assert.equal(requestUri, `sip:5551@${taking.host}`);
});

test('a phone that dials what its port’s map does not mean is refused with 484', async (t) => {
  const gateway = await startGateway({ script: ['voip sip protocol set lan-auth off', ...home] });
  t.after(() => gateway.stop());
  const phone = await Party.open('desk');
  t.after(() => phone.close());
  const lan = { address: '127.0.0.1', port: gateway.lanPort };
  for (const [number, status] of [
    ['800', '484'],
    ['20', '484'],
    ['203', '480'],
  ] as const) {
    await assert.rejects(phone.call(number, lan).connected, new RegExp(status));
  }
});
