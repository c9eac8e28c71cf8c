/** A connection that is lost: which lines hear of it, and what is learnt of the server. RFC 5626 §4.5. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PreparedBinding } from '../../../src/gateway/lines/bindings.ts';
import { Flows, flowsOf } from '../../../src/gateway/lines/flows.ts';
import type { FlowLoss, Target } from '../../../src/sip/flow.ts';
import type { Request } from '../../../src/sip/message/message.ts';
import { configured } from '../../support/configured.ts';
import { createFakeEvents } from '../../support/fake-events.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const target: Target = { transport: 'tcp', address: '198.51.100.1', port: 5060, domain: 'reg' };
const loss: FlowLoss = {
  ...{ target, side: 'wan', reason: 'reset by the other end', isOrderly: false, heldMs: 500_000 },
};

function flowsOver(...users: readonly string[]) {
  const did: string[] = [];
  const events = createFakeEvents(() => 0);
  const over = users.map((user) => ({ user, kind: 'location', server: 'reg' }) as PreparedBinding);
  const flows = new Flows({
    keepAlives: {
      follow: () => undefined,
      opened: ({ transport }) => void did.push(`kept ${transport}`),
      lost: ({ transport }) => void did.push(`no longer kept ${transport}`),
      stop: () => undefined,
    },
    bindings: { over: (at) => (at === target ? over : []) },
    health: { tell: (kind, name, contact) => void did.push(`${kind} ${name} ${contact.kind}`) },
    events,
    reach: ({ transport }) => void did.push(`reached by ${transport}`),
    tell: (user, { server, isBrief }) =>
      void did.push(`${user} ${server}${isBrief ? ', again' : ''}`),
  });
  return { flows, did, events };
}

void test('the lines over it hear of it, its server is doubted, and one event says all', async () => {
  const { flows, did, events } = flowsOver('alice', 'bob');
  flows.opened(target, 'wan');
  flows.lost(loss);
  assert.deepEqual(did, [
    ...['kept tcp', 'no longer kept tcp', 'location reg silent', 'alice reg', 'bob reg'],
  ]);
  const [event, ...others] = await events.query({ limit: 9 });
  assert.deepEqual(others, []);
  assert.equal(event?.code, 'server.connection-lost');
  assert.deepEqual(event?.facts, {
    ...{ reason: 'reset by the other end', lines: 2, transport: 'tcp' },
    ...{ server: '198.51.100.1:5060', heldSeconds: 500 },
  });
});

void test('closed in order, nothing is wrong with the server', () => {
  const { flows, did } = flowsOver('alice');
  flows.lost({ ...loss, isOrderly: true, heldMs: 119_999 });
  assert.deepEqual(did, ['no longer kept tcp', 'alice reg, again']);
});

void test('one that no line is registered over is no news but to calls, and the inside is not watched', async () => {
  const { flows, did, events } = flowsOver('alice');
  flows.lost({ ...loss, target: { ...target, port: 5080 } });
  flows.opened(target, 'lan');
  flows.lost({ ...loss, side: 'lan' });
  assert.deepEqual(did, ['no longer kept tcp', 'reached by tcp']);
  assert.deepEqual(await events.query({ limit: 9 }), []);
});

/** The gateway's own, with a call whose outer leg goes to `at`. */
function flowsWithCall(at: Target, isTranslated: boolean) {
  const asked: string[] = [];
  const leg = { options: { side: 'wan' }, isOver: () => false, target: () => at };
  const session = {
    facts: { caller: { leg: () => undefined } },
    winner: () => ({ leg: () => leg }),
  };
  const core = {
    random: { hex: () => 'x' },
    product: 'Test',
    local: () => ({ host: '192.0.2.1', port: 5070 }),
    transport: {},
    publicAddresses: { isTranslated: () => isTranslated },
    endpoint: { request: ({ method, uri }: Request) => void asked.push(`${method} ${uri}`) },
  };
  const parts = {
    world: { clock: new ManualClock(), random: { uniform: () => 0 } },
    ...{ core, configuration: () => configured(), health: {}, family: () => ({}) },
    events: createFakeEvents(() => 0),
    calls: () => ({ all: () => [session] }),
  };
  const bindings = { over: () => [], places: () => [] };
  const flows = flowsOf(
    Object.assign(Object.create(null), bindings),
    Object.assign(Object.create(null), parts),
  );
  return { flows, asked };
}

void test('behind a NAT, a call alone has its connection made anew by OPTIONS', () => {
  const uri = 'OPTIONS sip:reg:5060;transport=tcp';
  for (const [at, isTranslated, expected] of [
    [target, true, [uri]],
    [target, false, []],
    [{ ...target, port: 5080 }, true, []],
  ] as const) {
    const { flows, asked } = flowsWithCall(at, isTranslated);
    flows.lost(loss);
    assert.deepEqual(asked, expected);
  }
});
