/** SRTP with another implementation at the other end: rtpengine turns it into plain RTP and back. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { suites } from '../../src/media/srtp/suites.ts';
import { findProgram, startChild } from '../support/child.ts';
import { freePort } from '../support/ports.ts';
import { startPhone } from './fake-phone.ts';
import { loopback, range, startMedia } from './start-media.ts';

const program = findProgram('rtpengine');
const skip = program === undefined ? 'rtpengine is not installed' : false;

function text(value: string): string {
  return `${Buffer.byteLength(value)}:${value}`;
}

/** Bencode, as far as commands need it. */
function bencode(command: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(command).sort(([one], [other]) => (one < other ? -1 : 1));
  return `d${pairs.map(([key, value]) => text(key) + text(value)).join('')}e`;
}

/** Asks the daemon and gives the description in its answer. */
type Ask = (command: Readonly<Record<string, string>>) => Promise<Buffer>;

async function startRtpengine(t: TestContext): Promise<Ask> {
  const control = await freePort();
  const low = 3000 + (process.pid % 50) * 20;
  const daemon = startChild(program ?? '', [
    ...['--config-file=none', '--table=-1', '--foreground', '--log-stderr', '--log-level=6'],
    ...['--interface=127.0.0.1', `--listen-ng=127.0.0.1:${control}`, '--num-threads=1'],
    ...[`--port-min=${low}`, `--port-max=${low + 19}`],
  ]);
  t.after(() => daemon.stop());
  const socket = createSocket('udp4');
  t.after(() => socket.close());
  let cookie = 0;
  const ask: Ask = async (command) => {
    cookie += 1;
    // The daemon may not listen yet; it knows a repeated command by its cookie.
    const repeat = setInterval(send, 200);
    const heard = once(socket, 'message');
    function send(): void {
      socket.send(`${cookie} ${bencode(command)}`, control, '127.0.0.1');
    }
    send();
    const [answer]: Buffer[] = await heard;
    clearInterval(repeat);
    const said = answer?.toString() ?? '';
    const length = Number(/3:sdp(\d+):/.exec(said)?.[1] ?? 0);
    const from = said.indexOf(':', said.indexOf('3:sdp') + 5) + 1;
    return Buffer.from(said.slice(from, from + length));
  };
  await ask({ command: 'ping' });
  return ask;
}

for (const suite of suites) {
  test(`${suite} is understood by rtpengine, and rtpengine by us`, { skip }, async (t) => {
    const ask = await startRtpengine(t);
    const { media } = startMedia(t, {
      addresses: { ...loopback, wan: { ...loopback.wan, srtp: 'required' } },
    });
    const caller = await startPhone();
    const callee = await startPhone();
    t.after(() => [caller, callee].map((phone) => phone.close()));
    const id = { 'call-id': suite, 'from-tag': 'a', ICE: 'remove' };
    const offer = media.relay('call', 'a', 'lan', 'wan', caller.describe()).toString();
    const other = new RegExp(`a=crypto:\\d (?!${suite} ).*\r\n`);
    callee.hear(
      await ask({
        ...id,
        command: 'offer',
        sdp: offer.replace(other, ''),
        'transport-protocol': 'RTP/AVP',
      }),
    );
    const answer = await ask({
      ...id,
      command: 'answer',
      'to-tag': 'b',
      sdp: callee.describe().toString(),
    });
    assert.match(answer.toString(), new RegExp(`a=crypto:\\d ${suite} `));
    caller.hear(media.relay('call', 'b', 'wan', 'lan', answer));
    await media.stats('call');
    const payload = Uint8Array.from({ length: 160 }, (_, at) => at);
    caller.speak(
      range(65_533, 6).map((at) => at & 0xffff),
      { payload },
    );
    await callee.heardPackets(6);
    assert.deepEqual(callee.heard[5]?.subarray(12), Buffer.from(payload));
    callee.speak(range(1, 3), { payload, ssrc: 2 });
    await caller.heardPackets(3);
    assert.deepEqual(caller.heard[2]?.subarray(12), Buffer.from(payload));
    assert.equal((await media.stats('call'))?.b.foreign, 0);
  });
}
