/** Calls through the B2BUA, SIPp on both sides: CPU a call from INVITE to BYE, added delay. */
import { startGateway } from '../support/gateway-process.ts';
import { freePort } from '../support/ports.ts';
import { startSipp } from '../support/sipp.ts';
import type { Figure } from './figure.ts';
import { cpuSeconds } from './usage.ts';

const rate = 200;
const calls = 4000;

export default async function calling(): Promise<readonly Figure[]> {
  const [calleePort, callerPort] = [await freePort(), await freePort()];
  // Before the gateway: a call to a port that is not open yet would count as failed.
  const callee = startSipp({ scenario: 'callee', port: calleePort, args: ['-deadcall_wait', '0'] });
  const gateway = await startGateway({
    env: { OFFHOOK_LOG: 'error' },
    script: [
      // A test's own range holds sixteen calls; these overlap.
      'voip sip protocol set rtp-port-range 2000-19999',
      `voip sip proxyserver create out contact 127.0.0.1:${calleePort}`,
      'voip sip protocol set proxy-fail-back none',
      `voip ep sip create desk login desk contact sip:caller@127.0.0.1:${callerPort}`,
      'voip sip user create alice address 200',
      'voip sip user add alice port desk',
    ],
  });
  try {
    const { pid } = gateway.child;
    const runCalls = async (count: number) => {
      const before = cpuSeconds(pid);
      const caller = startSipp({
        scenario: 'caller',
        port: callerPort,
        target: `127.0.0.1:${gateway.lanPort}`,
        calls: count,
        args: ['-s', '5551234', '-r', String(rate), '-d', '0'],
      });
      const code = await caller.ended();
      if (code !== 0) throw new Error(`SIPp ended with ${code}: ${caller.output().slice(-800)}`);
      return cpuSeconds(pid) - before;
    };
    await runCalls(calls / 4);
    const cpu = await runCalls(calls);
    return [
      {
        name: 'calls, INVITE to BYE, two legs, anchored media',
        value: calls / cpu,
        unit: '/CPU s',
        target: 1500,
        direction: 'min',
      },
    ];
  } finally {
    await gateway.stop();
    await callee.stop();
  }
}
