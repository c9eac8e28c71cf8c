/** The messages of RFC 4475 and RFC 5118 at the level of the codec, as their index files demand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message, Request } from '../../../src/sip/message/message.ts';
import { parseNameAddr } from '../../../src/sip/message/name-addr.ts';
import { contacts, maxForwards, seconds, vias } from '../../../src/sip/message/readers.ts';
import { formatUri, parseUri } from '../../../src/sip/message/uri.ts';
import { parseVia } from '../../../src/sip/message/via.ts';
import { corpus, noCorpora } from '../../conformance/corpus.ts';
import { judge, parsed } from './samples.ts';

const skip = noCorpora;

function bytesOf(name: string): Buffer {
  return corpus.find((candidate) => candidate.name === name)?.bytes ?? assert.fail(name);
}

function message(name: string): Message {
  return parsed(bytesOf(name));
}

function request(name: string): Request {
  const found = message(name);
  assert.ok(found.kind === 'request');
  return found;
}

/**
 * What a codec may say about a message that must parse: only what the index prefers all the same.
 */
const soundButRefused = new Map([
  ['badvers', 505],
  ['badbranch', 400],
  ['bcast', undefined],
]);

test('the corpora are complete', { skip }, () => {
  assert.equal(corpus.length, 51 + 12);
});

for (const row of corpus) {
  test(`${row.name} is ${row.parse}, preferably ${row.prefer}`, () => {
    const verdict = judge(row.bytes);
    if (soundButRefused.has(row.name)) {
      assert.equal(verdict?.fault.status, soundButRefused.get(row.name));
    } else if (row.parse === 'ok') {
      assert.equal(verdict, undefined);
    } else if (row.parse === 'reject' || /^[0-9]{3}$/.test(row.prefer)) {
      assert.ok(verdict !== undefined, 'must be found malformed');
      assert.equal(verdict.fault.status, row.prefer === 'drop' ? undefined : Number(row.prefer));
      assert.equal(verdict.fault.request === undefined, row.kind === 'response');
    }
  });
}

test('wsinv: folds, blanks and compact names leave the values alone', { skip }, () => {
  const { headers, body, uri } = request('wsinv');
  assert.equal(uri, 'sip:vivekg@chair-dnrc.example.com;unknownparam');
  assert.equal(headers.first('to'), 'sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n');
  assert.equal(parseNameAddr(headers.first('To') ?? '')?.params.get('tag'), '1918181833n');
  assert.equal(parseNameAddr(headers.first('f') ?? '')?.displayName, 'J Rosenberg \\"');
  assert.equal(headers.first('CSeq'), '0009 INVITE');
  assert.equal(maxForwards(request('wsinv')), 68);
  assert.equal(headers.first('Subject'), '');
  assert.equal(headers.first('NewFangledHeader'), 'newfangled value continued newfangled value');
  assert.equal(headers.first('unknownheaderwithunusualvalue'), ';;,,;;,;');
  assert.equal(headers.count('Via'), 2);
  assert.deepEqual(
    vias(request('wsinv'))?.map((via) => [via.transport, via.host, via.params.get('branch')]),
    [
      ['UDP', '192.0.2.2', '390skdjuw'],
      ['TCP', 'spindle.example.com', 'z9hG4bK9ikj8'],
      ['UDP', '192.168.255.111', 'z9hG4bK30239'],
    ],
  );
  const [contact] = contacts(request('wsinv')) ?? [];
  assert.ok(typeof contact === 'object');
  assert.equal(contact.displayName, 'Quoted string ""');
  assert.deepEqual(
    [...contact.params],
    [
      ['newparam', 'newvalue'],
      ['secondparam', ''],
      ['q', '0.33'],
    ],
  );
  assert.equal(body.length, 150);
});

test('intmeth: the widest range of characters survives', { skip }, () => {
  const { method, uri, headers } = request('intmeth');
  assert.equal(method, "!interesting-Method0123456789_*+`.%indeed'~");
  const parsedUri = parseUri(uri);
  assert.equal(parsedUri?.host, 'example.com');
  assert.equal(parsedUri?.user, "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*");
  assert.equal(parsedUri?.password, "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)");
  assert.equal(parsedUri && formatUri(parsedUri), uri);
  assert.equal(parseNameAddr(headers.first('To') ?? '')?.displayName, 'BEL:\x07 NUL:\0 DEL:\x7f');
  const from = parseNameAddr(headers.first('From') ?? '');
  assert.equal(from?.displayName, "token1~` token2'+_ token3*%!.-");
  assert.equal(from?.params.get("fromparam''~+*_!.-%"), 'работающий');
  assert.equal(headers.first('Call-ID'), 'intmeth.word%ZK-!.*_+\'@word`~)(><:\\/"][?}{');
  assert.equal(headers.first("extensionHeader-!.%*+_`'~"), '\u{feff}大停電');
});

test('esc01: escapes are resolved once and put back', { skip }, () => {
  const invite = request('esc01');
  assert.equal(parseUri(invite.uri)?.user, 'sips:user@example.com');
  assert.equal(parseNameAddr(invite.headers.first('To') ?? '')?.uri.user, 'user');
  assert.equal(parseNameAddr(invite.headers.first('From') ?? '')?.uri.user, 'I have spaces');
  const [contact] = contacts(invite) ?? [];
  assert.ok(typeof contact === 'object');
  assert.equal(contact.uri.user, 'caller');
  assert.deepEqual(
    [...contact.uri.params],
    [
      ['lr', ''],
      ['name', 'value%41'],
    ],
  );
  assert.equal(formatUri(contact.uri), 'sip:caller@host5.example.net;lr;name=value%2541');
});

test('escnull: escaped NULs cut nothing and keep contacts apart', { skip }, () => {
  const register = request('escnull');
  assert.equal(parseNameAddr(register.headers.first('To') ?? '')?.uri.user, 'null-\0-null');
  const found = contacts(register);
  assert.ok(Array.isArray(found));
  assert.deepEqual(
    found.map(({ uri }) => uri.user),
    ['\0', '\0\0'],
  );
});

test('esc02: percent signs outside URIs are only percent signs', { skip }, () => {
  const { method, headers } = request('esc02');
  assert.equal(method, 'RE%47IST%45R');
  assert.equal(headers.all('Contact').length, 2);
  assert.equal(headers.first('C%6Fntact'), '<sip:alias2@host2.example.com>');
  assert.equal(parseNameAddr(headers.first('To') ?? '')?.displayName, '%Z%45');
});

test('unreason, noreason: any reason phrase will do', { skip }, () => {
  const unreason = message('unreason');
  assert.ok(unreason.kind === 'response');
  assert.equal(unreason.status, 200);
  assert.equal(unreason.reason, '= 2**3 * 5**2 но сто девяносто девять - простое');
  const noreason = message('noreason');
  assert.ok(noreason.kind === 'response');
  assert.deepEqual([noreason.status, noreason.reason], [100, '']);
});

test('dblreq, mpart01: the body is what Content-Length says, byte for byte', { skip }, () => {
  assert.equal(message('dblreq').body.length, 0);
  const { body } = message('mpart01');
  assert.equal(body.length, 553);
  assert.ok(body.includes(0));
});

test('semiuri, cparam01, cparam02: a parameter belongs where it stands', { skip }, () => {
  assert.equal(parseUri(request('semiuri').uri)?.user, 'user;par=u@example.net');
  const [bare] = contacts(request('cparam01')) ?? [];
  const [bracketed] = contacts(request('cparam02')) ?? [];
  assert.ok(typeof bare === 'object' && typeof bracketed === 'object');
  assert.deepEqual([bare.params.has('unknownparam'), bare.uri.params.size], [true, 0]);
  assert.deepEqual([bracketed.params.size, bracketed.uri.params.has('unknownparam')], [0, true]);
});

test('regescrt: an escaped header stays inside its URI', { skip }, () => {
  const register = request('regescrt');
  const [contact] = contacts(register) ?? [];
  assert.ok(typeof contact === 'object');
  assert.equal(contact.uri.headers, 'Route=%3Csip:sip.example.com%3E');
  assert.equal(register.headers.count('Route'), 0);
});

test('unkscm, novelsc, unksm2: unknown schemes are kept as they are', { skip }, () => {
  assert.equal(parseUri(request('unkscm').uri)?.opaque, 'totallyopaquecontent');
  assert.equal(parseUri(request('novelsc').uri)?.scheme, 'soap.beep');
  assert.equal(parseNameAddr(request('unksm2').headers.first('To') ?? '')?.uri.scheme, 'isbn');
});

test('scalarlg, scalar02: overlarge times are read as the largest there is', { skip }, () => {
  assert.equal(seconds(message('scalar02'), 'Expires'), 4_294_967_295);
});

test('port-ambiguous, port-unambiguous: what is in the brackets is the address', { skip }, () => {
  const ambiguous = parseUri(request('port-ambiguous').uri);
  assert.deepEqual([ambiguous?.host, ambiguous?.port], ['2001:db8::10:5070', undefined]);
  const clear = parseUri(request('port-unambiguous').uri);
  assert.deepEqual([clear?.host, clear?.port], ['2001:db8::10', 5070]);
});

test('via-received-param: brackets or not, the address is the same', { skip }, () => {
  for (const name of ['via-received-param-with-delim', 'via-received-param-no-delim']) {
    const received = (vias(request(name)) ?? []).map((via) => via.params.get('received'));
    assert.ok(received.includes('2001:db8::9:255'), name);
  }
  assert.equal(parseVia('SIP/2.0/UDP a;received=[1')?.host, undefined);
});

test('ipv6-bug-abnf-3-colons: three colons are read and written as two', { skip }, () => {
  const uri = parseUri(request('ipv6-bug-abnf-3-colons').uri);
  assert.equal(uri?.host, '2001:db8::192.0.2.1');
  assert.equal(uri && formatUri(uri), 'sip:user@[2001:db8::192.0.2.1]');
});
