/** Keep-alives: to whom, how, and how often. RFC 5626 §4.4. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeepAlives, type Kept } from '../../../src/gateway/lines/keep-alives.ts';
import type { Target } from '../../../src/sip/flow.ts';
import { configured } from '../../support/configured.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const near: Target = { transport: 'udp', address: '198.51.100.1', port: 5060, domain: 'a.example' };
const far: Target = { ...near, address: '198.51.100.2' };
const stream: Target = { ...near, transport: 'tcp' };

/** A NAT is on the way to `far` alone. */
function keeping(protocol: Readonly<Record<string, string>>, targets = [near, far, stream]) {
  const clock = new ManualClock();
  const did: string[] = [];
  const keepAlives = new KeepAlives({
    clock,
    random: { uniform: () => 0 },
    configuration: () => ({ ...configured(), protocol }),
    places: () => targets.map((target): Kept => ({ target, uri: 'sip:example.com' })),
    isTranslated: (target) => target === far,
    send: (bytes, { address }) => void did.push(`${clock.now()} ${address} ${bytes.length}`),
    ask: ({ target, uri }) => void did.push(`${clock.now()} ${target.transport} OPTIONS ${uri}`),
  });
  keepAlives.start();
  return { clock, did, keepAlives };
}

void test('auto: a double CRLF every 20 to 25 s, where a NAT is on the way and nowhere else', () => {
  const { clock, did } = keeping({});
  clock.advance(59_999);
  assert.deepEqual(did, ['20000 198.51.100.2 4', '40000 198.51.100.2 4']);
});

void test('crlf and empty go to every place over UDP, at the interval that is set', () => {
  for (const [mode, length] of [
    ['crlf', 4],
    ['empty', 0],
  ] as const) {
    const { clock, did } = keeping({ 'keep-alive': mode, 'keep-alive-interval': '10' });
    clock.advance(8000);
    assert.deepEqual(did, [`8000 198.51.100.1 ${length}`, `8000 198.51.100.2 ${length}`]);
  }
});

void test('options asks, on streams too', () => {
  const { clock, did } = keeping({ 'keep-alive': 'options' }, [near, stream]);
  clock.advance(20_000);
  assert.deepEqual(did, ['20000 udp OPTIONS sip:example.com', '20000 tcp OPTIONS sip:example.com']);
});

void test('none sends nothing; stopped, no timer is left', () => {
  const { clock, did, keepAlives } = keeping({ 'keep-alive': 'none' });
  clock.advance(100_000);
  keepAlives.stop();
  assert.deepEqual([did, clock.pending()], [[], 0]);
});
