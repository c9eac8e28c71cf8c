/** Every service in every event: what a call to alice becomes, and what her phone may dial. §1.12 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setProtocol } from '../../src/domain/administration.ts';
import type { Configuration } from '../../src/domain/configuration.ts';
import { dialling } from '../../src/domain/dialled-number.ts';
import { type Delivery, deliver } from '../../src/domain/incoming.ts';
import { denialOf } from '../../src/domain/permission.ts';
import { resolveCall } from '../../src/domain/resolve.ts';
import { createServer } from '../../src/domain/servers.ts';
import { type ServiceFields, setServices } from '../../src/domain/services.ts';
import { dial } from '../../src/gateway/calls/dialling.ts';
import { StarServices } from '../../src/gateway/ports/star-services.ts';
import { attached, configured, rule, softPort, user } from '../support/configured.ts';

/** alice 200 on p1, bob 201 on p2, a speed dial 01, one proxy. */
function house(fields: ServiceFields = {}): Configuration {
  const made = configured(
    softPort('p1'),
    softPort('p2'),
    user('alice', '200'),
    user('bob', '201'),
    attached('alice', 'p1'),
    attached('bob', 'p2'),
    rule('speed', '01', { fwaddress: '00390224141121' }),
    (before) => createServer(before, { kind: 'proxy', name: 'out', contact: 'p.example' }),
  );
  return setServices(setProtocol(made, 'server-forward-codes', '*72,*73,*74'), 'alice', fields);
}

function said(delivery: Delivery | undefined): string {
  if (delivery === undefined) return '-';
  if (delivery.kind === 'refuse') return delivery.cause;
  if (delivery.kind === 'ring') return `rings ${delivery.route.user.name}`;
  return `${delivery.route.kind} by ${delivery.forwardedBy.join(', ')}`;
}

/** What becomes of a call: at once, when alice is busy, when nobody answers, without a number. */
function outcomes(fields: ServiceFields): readonly string[] {
  const configuration = house(fields);
  const route = resolveCall(configuration, '200', 'network');
  const at = (isAnonymous: boolean) =>
    deliver(configuration, route, { isAnonymous, forwardedBy: [] });
  const known = at(false);
  const later = (when: 'onBusy' | 'onNoAnswer') =>
    known.kind === 'ring' ? said(known[when]) : said(known);
  return [said(known), later('onBusy'), later('onNoAnswer'), said(at(true))];
}

test('every service × every event of a call', () => {
  const ring = 'rings alice';
  const table: readonly (readonly [ServiceFields, readonly string[]])[] = [
    [{}, [ring, '-', '-', ring]],
    [{ forwardAlways: '201' }, ['rings bob', '-', '-', 'rings bob']],
    [{ forwardAlways: '5551234' }, Array.from({ length: 4 }, () => 'proxies by alice')],
    [{ forwardBusy: '201' }, [ring, 'rings bob', '-', ring]],
    [{ forwardNoAnswer: '201' }, [ring, '-', 'rings bob', ring]],
    [{ forwardBusy: '201', forwardNoAnswer: '01' }, [ring, 'rings bob', 'rule by alice', ring]],
    [{ doNotDisturb: true }, Array.from({ length: 4 }, () => 'do-not-disturb')],
    [{ doNotDisturb: true, forwardBusy: '201' }, ['rings bob', '-', '-', 'rings bob']],
    [{ rejectAnonymous: true }, [ring, '-', '-', 'anonymous-rejected']],
    [
      { rejectAnonymous: true, forwardAlways: '201' },
      ['rings bob', '-', '-', 'anonymous-rejected'],
    ],
    [{ hideIdentity: true, callsMax: '1', deniedPrefixes: '2' }, [ring, '-', '-', ring]],
  ];
  for (const [fields, expected] of table) {
    assert.deepEqual(outcomes(fields), expected, JSON.stringify(fields));
  }
});

/** What her phone asks for, with 5550001 dialled and 5550002 having called before. */
async function asked(digits: string): Promise<string> {
  let changed: Configuration | undefined;
  const before = house();
  const stars = new StarServices({
    submit: async (change) => {
      changed = change(before);
    },
  });
  stars.noteDialled('alice', '5550001');
  stars.noteCaller('alice', '5550002');
  const [alice] = before.users;
  const [port] = before.ports;
  assert.ok(alice && port);
  const dialled = dial(before, stars, { port, user: alice, digits });
  if (dialled.kind === 'call') return `${dialled.route.kind} ${dialled.number}`;
  if (dialled.kind === 'nothing') return 'nothing';
  const isDone = await dialled.done;
  const services = Object.entries(changed?.users[0]?.services ?? {}).filter(
    ([key, value]) => /^(forward|do|reject)/.test(key) && value !== undefined && value !== false,
  );
  const set = services.filter(([key]) => key !== 'forwardNoAnswerSeconds').join(' ');
  return `${isDone ? 'confirmed' : 'refused'} ${set || changed?.ports[0]?.hotline || 'off'}`;
}

test('every code that a phone dials is acted on, confirmed, or refused', async () => {
  const table = [
    ['*21*201#', 'confirmed forwardAlways,201'],
    ['#21#', 'confirmed off'],
    ['*67*201#', 'confirmed forwardBusy,201'],
    ['*61*201#', 'confirmed forwardNoAnswer,201'],
    ['*26#', 'confirmed doNotDisturb,true'],
    ['*27#', 'confirmed rejectAnonymous,true'],
    ['*53*201#', 'confirmed 201'],
    ['#53#', 'confirmed off'],
    ['*66#', 'proxies 5550001'],
    ['*69#', 'proxies 5550002'],
    ['*31#5551234', 'proxies 5551234'],
    ['01', 'rule 01'],
    ['*725551234', 'proxies *725551234'],
    ['*725551234#', 'proxies *725551234'],
    ['*73', 'proxies *73'],
    ['*74', 'proxies *74'],
    ['112', 'emergency 112'],
    ['#', 'nothing'],
  ] as const;
  for (const [digits, expected] of table) assert.equal(await asked(digits), expected, digits);
});

test('a code of the server is complete at # or a pause; what is behind it is limited as if called', () => {
  const configuration = house();
  const [port] = configuration.ports;
  const [alice] = configuration.users;
  assert.ok(port && alice);
  const table = [
    ['*7', 'partial'],
    ['*72', 'onTimeout'],
    ['*725551234', 'onTimeout'],
    ['*725551234#', 'complete'],
  ] as const;
  for (const [digits, match] of table) assert.equal(dialling(configuration, port, digits), match);
  const unused = { calls: 0, callsLastHour: 0, minutesLastDay: 0 };
  const denial = (number: string) => denialOf(configuration, alice, number, unused);
  assert.equal(denial('*720039022414'), 'denied-prefix');
  assert.equal(denial('*725551234'), undefined);
  const off = setProtocol(configuration, 'server-forward-codes', '');
  assert.equal(denialOf(off, alice, '*720039022414', unused), undefined);
});
