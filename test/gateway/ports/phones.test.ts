/** Phones that have registered over a connection: it is the only way to them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Core } from '../../../src/gateway/core.ts';
import { Phones } from '../../../src/gateway/ports/phones.ts';
import type { Flow, Transport } from '../../../src/sip/flow.ts';
import { createRequest } from '../../../src/sip/message/build.ts';
import { readEnvelope } from '../../../src/sip/message/envelope.ts';
import { seededRandom } from '../../simulation/random.ts';
import { configured, phone } from '../../support/configured.ts';
import { createFakeEvents } from '../../support/fake-events.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const flow: Flow = {
  ...{ side: 'lan', transport: 'tcp', address: '192.168.1.5', port: 49_152 },
  connectionId: 1,
};

function registerRequest(cseq: number, expires: number) {
  return createRequest({
    method: 'REGISTER',
    uri: 'sip:gateway',
    fields: [
      ['Via', 'SIP/2.0/TCP 192.168.1.5;branch=z9hG4bK1'],
      ['Max-Forwards', '70'],
      ['From', '<sip:desk@gateway>;tag=1'],
      ['To', '<sip:desk@gateway>'],
      ['Call-ID', 'a'],
      ['CSeq', `${cseq} REGISTER`],
      ['Contact', `<sip:desk@192.168.1.5:49152;transport=tcp>;expires=${expires}`],
    ],
  });
}

void test('it stays open while the binding holds, however silent the phone is', () => {
  const clock = new ManualClock();
  const kept: string[] = [];
  const transport: Pick<Transport, 'keep'> = {
    keep({ address, port }, side, { idleMs }) {
      kept.push(`${side} ${address}:${port} for ${idleMs}`);
      return true;
    },
  };
  const core: Core = Object.assign(Object.create(null), {
    ...{ clock, random: seededRandom(1), transport },
  });
  const configuration = {
    ...configured(phone('desk', { password: 'secret-of-desk' })),
    protocol: { 'lan-auth': 'off' },
  };
  const phones = new Phones(
    core,
    () => configuration,
    createFakeEvents(() => 0),
    () => undefined,
  );
  const statuses: number[] = [];
  const respond = ({ status }: { readonly status: number }) => void statuses.push(status);
  const register = (cseq: number, expires: number) => {
    const request = registerRequest(cseq, expires);
    const read = readEnvelope(request);
    assert.ok(read.ok);
    phones.register({ request, envelope: read.envelope, flow, respond });
  };
  register(1, 600);
  clock.advance(60_000);
  register(2, 1800);
  register(3, 0);
  assert.deepEqual(statuses, [200, 200, 200]);
  assert.deepEqual(kept, ['lan 192.168.1.5:49152 for 600000', 'lan 192.168.1.5:49152 for 1800000']);
});
