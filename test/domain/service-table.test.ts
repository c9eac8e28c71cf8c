/** Every service in every event: what a call to alice becomes, and what her phone may dial. §1.12 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Configuration } from '../../src/domain/configuration.ts';
import { type Delivery, deliver } from '../../src/domain/incoming.ts';
import { type PortFields, setPort } from '../../src/domain/ports.ts';
import { resolveCall } from '../../src/domain/resolve.ts';
import { createServer } from '../../src/domain/servers.ts';
import { createServiceCode } from '../../src/domain/service-codes.ts';
import { type ServiceFields, servicesOf, setServices } from '../../src/domain/services.ts';
import { dial } from '../../src/gateway/calls/dialling.ts';
import { StarServices } from '../../src/gateway/ports/star-services.ts';
import { attached, configured, phone, rule, softPort, user } from '../support/configured.ts';

const ext = { onPrefix: '*72', offPrefix: '*73', reactPrefix: '*74' };

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
    (before) => createServiceCode(before, { name: 'cfwd-ext', service: 'server-forward', ...ext }),
  );
  return setServices(made, 'alice', fields);
}

const houseOfAlice = house();

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
    [{ forwardAlways: '201', forwardAlwaysEnabled: false }, [ring, '-', '-', ring]],
    [{ forwardBusy: '201', forwardBusyEnabled: false }, [ring, '-', '-', ring]],
    [{ forwardNoAnswer: '201', forwardNoAnswerEnabled: false }, [ring, '-', '-', ring]],
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

function kept(number: string | undefined, isEnabled: boolean): string | undefined {
  return number === undefined ? undefined : `${isEnabled ? '' : '~'}${number}`;
}

/** What of her is set: numbers, `~` before one that is switched off, and switches that are on. */
function setOf({ users: [alice], ports: [port] }: Configuration): string {
  assert.ok(alice && port);
  const services = servicesOf(alice);
  const said = {
    always: kept(services.forwardAlways, services.forwardAlwaysEnabled),
    busy: kept(services.forwardBusy, services.forwardBusyEnabled),
    noAnswer: kept(services.forwardNoAnswer, services.forwardNoAnswerEnabled),
    hotline: kept(port.hotline, port.hotlineEnabled ?? true),
    waiting: port.callWaiting || undefined,
    dnd: services.doNotDisturb || undefined,
    reject: services.rejectAnonymous || undefined,
  };
  const set = Object.entries(said).filter(([, value]) => value !== undefined);
  return set.map((pair) => pair.join(' ')).join(', ') || 'nothing';
}

/** What her phone asks for, with 5550001 dialled and 5550002 having called before. */
async function asked(digits: string, before = house()): Promise<string> {
  let after = before;
  const stars = new StarServices({
    submit: async (change) => {
      after = change(before);
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
  return `${(await dialled.done) ? 'confirmed' : 'refused'}: ${setOf(after)}`;
}

test('every code that a phone dials is acted on, confirmed, or refused', async () => {
  const table = [
    ['*21*201#', 'confirmed: always 201'],
    ['*67*201#', 'confirmed: busy 201'],
    ['*61*201#', 'confirmed: noAnswer 201'],
    ['*53*201#', 'confirmed: hotline 201'],
    ['*26#', 'confirmed: dnd true'],
    ['*27#', 'confirmed: reject true'],
    ['*43#', 'confirmed: waiting true'],
    ['#43#', 'confirmed: nothing'],
    ['*66#', 'proxies 5550001'],
    ['*69#', 'proxies 5550002'],
    ['*31#5551234', 'proxies 5551234'],
    ['01', 'rule 01'],
    ['*725551234', 'proxies *725551234'],
    ['*725551234#', 'proxies *725551234'],
    ['*72', 'nothing'],
    ['*73', 'proxies *73'],
    ['*74', 'proxies *74'],
    ['*21*201', 'nothing'],
    ['112', 'emergency 112'],
    ['#', 'nothing'],
  ] as const;
  for (const [digits, expected] of table) assert.equal(await asked(digits), expected, digits);
});

/** Every code of a number × what is stored: nothing, a number, one that is switched off. */
test('codes register, deactivate, activate and erase a number, whatever is there before', async () => {
  const services = [
    ['21', 'always', { forwardAlways: '201' }, { forwardAlwaysEnabled: false }],
    ['67', 'busy', { forwardBusy: '201' }, { forwardBusyEnabled: false }],
    ['61', 'noAnswer', { forwardNoAnswer: '201' }, { forwardNoAnswerEnabled: false }],
    ['53', 'hotline', { hotline: '201' }, { hotlineEnabled: false }],
  ] as const;
  for (const [code, name, number, switchedOff] of services) {
    const house = (fields: ServiceFields & Partial<PortFields>) =>
      setPort(setServices(houseOfAlice, 'alice', fields), { name: 'p1', ...fields });
    const [none, on, off] = [house({}), house(number), house({ ...number, ...switchedOff })];
    const table = [
      [
        `*${code}*202#`,
        `confirmed: ${name} 202`,
        `confirmed: ${name} 202`,
        `confirmed: ${name} 202`,
      ],
      [`#${code}#`, 'confirmed: nothing', `confirmed: ${name} ~201`, `confirmed: ${name} ~201`],
      [`*${code}#`, 'refused: nothing', `confirmed: ${name} 201`, `confirmed: ${name} 201`],
      [`##${code}#`, 'confirmed: nothing', 'confirmed: nothing', 'confirmed: nothing'],
    ] as const;
    for (const [digits, ...expected] of table) {
      const answers = [
        await asked(digits, none),
        await asked(digits, on),
        await asked(digits, off),
      ];
      assert.deepEqual(answers, expected, digits);
    }
  }
});

test('a hotline by code is a number that could be dialled there; a phone has none', async () => {
  const mapped = setPort(houseOfAlice, { name: 'p1', digitMap: '[2-4]xx' });
  assert.equal(await asked('*53*201#', mapped), 'confirmed: hotline 201');
  assert.equal(await asked('*53*5551234#', mapped), 'refused: nothing');
  assert.equal(await asked('*53*112#', mapped), 'confirmed: hotline 112', 'an emergency telephone');
  const desk = configured(phone('desk'), user('alice', '200'), attached('alice', 'desk'));
  assert.equal(await asked('*53*201#', desk), 'refused: nothing');
});

test('what is called again passes neither mask nor prefixes once more', async () => {
  const masked = setPort(houseOfAlice, { name: 'p1', dialMask: '1' });
  assert.equal(await asked('95551234', masked), 'proxies 5551234');
  assert.equal(await asked('*66#', masked), 'proxies 5550001');
  assert.equal(await asked('*69#', masked), 'proxies 5550002');
});

test('a call from inside can be called back, unless it hides who calls', () => {
  const stars = new StarServices({ submit: async () => undefined });
  const [alice, bob] = houseOfAlice.users;
  const [p1, p2] = houseOfAlice.ports;
  assert.ok(alice && bob && p1 && p2);
  const dialled = (configuration: Configuration, digits: string, isBob = false) => {
    const who = isBob ? { port: p2, user: bob } : { port: p1, user: alice };
    const outcome = dial(configuration, stars, { ...who, digits });
    return outcome.kind === 'call' ? outcome.number : outcome.kind;
  };
  dialled(houseOfAlice, '201');
  assert.equal(dialled(houseOfAlice, '*69#', true), '200');
  dialled(houseOfAlice, '*31#201');
  assert.equal(dialled(houseOfAlice, '*69#', true), 'change', 'there is nobody to call');
});

test('a code is dialled, not forwarded to: its digits alone are called', () => {
  const [always] = outcomes({ forwardAlways: '*725551234' });
  assert.equal(always, 'proxies by alice');
  const configuration = house({ forwardAlways: '*720039022414' });
  const route = resolveCall(configuration, '200', 'network');
  const delivery = deliver(configuration, route, { isAnonymous: false, forwardedBy: [] });
  assert.ok(delivery.kind === 'servers' && delivery.route.kind === 'proxies');
  assert.equal(delivery.route.number, '720039022414');
});
