/** Traces: a span for the whole and one for each server tried, at a collector on loopback. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallRecord } from '../../../src/domain/call-record.ts';
import type { Configuration } from '../../../src/domain/configuration.ts';
import { setWeb } from '../../../src/domain/web-settings.ts';
import { checkOtlpSdk } from '../../../src/gateway/otlp-sdk.ts';
import { Journeys } from '../../../src/management/journeys.ts';
import { createOtlpFace } from '../../../src/management/otlp/face.ts';
import { startCollector } from '../../support/collector.ts';
import { createFakeGateway, startOfTime } from '../../support/fake-gateway.ts';
import { freePort } from '../../support/ports.ts';

const tries = [
  {
    server: 'east',
    outcome: 'unreachable' as const,
    status: undefined,
    reason: 'no answer in 8000 ms',
    ms: 8000,
  },
  { server: 'west', outcome: 'answered' as const, status: 200, reason: '200 OK', ms: 20 },
];

const record: CallRecord = {
  id: 'c1',
  direction: 'outgoing',
  from: 'alice',
  to: '0891234567',
  startedAt: new Date(startOfTime).toISOString(),
  connectedAt: new Date(startOfTime + 9000).toISOString(),
  endedAt: new Date(startOfTime + 60_000).toISOString(),
  verdict: 'success',
  cause: 'normal-clearing',
  route: 'proxies',
  tries,
};

function withEndpoint(otlpEndpoint: string | undefined): Configuration {
  return setWeb(createFakeGateway().configuration(), { otlpEndpoint });
}

async function startFace(endpoint: string) {
  const gateway = createFakeGateway();
  const journeys = new Journeys();
  const face = createOtlpFace(gateway.context, journeys);
  await face.apply(withEndpoint(endpoint));
  return { face, journeys, gateway };
}

void test('a call is a trace: the whole, and each proxy in turn', async () => {
  await using collector = await startCollector();
  const { face, journeys } = await startFace(collector.endpoint);
  journeys.call(record);
  await face.stop();
  const whole = collector.spans.find(({ name }) => name === 'call');
  const hunt = collector.spans.filter(({ name }) => name === 'invite');
  assert.ok(whole);
  assert.equal(whole.isError, false);
  assert.deepEqual([whole.startMs, whole.endMs], [startOfTime, startOfTime + 60_000]);
  assert.deepEqual(whole.attributes, {
    'offhook.call.id': 'c1',
    'offhook.call.direction': 'outgoing',
    'offhook.call.route': 'proxies',
    'offhook.call.verdict': 'success',
    'offhook.call.cause': 'normal-clearing',
    'offhook.server': 'west',
  });
  assert.deepEqual(
    hunt.map((span) => [span.attributes['offhook.server'], span.isError, span.parentSpanId]),
    [
      ['east', true, whole.spanId],
      ['west', false, whole.spanId],
    ],
  );
});

void test('a walk is a trace: each try as long as it took, those that failed as errors', async () => {
  await using collector = await startCollector();
  const { face, journeys } = await startFace(collector.endpoint);
  journeys.registration({ user: 'alice', outcome: 'up', server: 'west', tries });
  await face.stop();
  const byName = (name: string) => collector.spans.filter((span) => span.name === name);
  const [walk] = byName('registration');
  assert.ok(walk);
  assert.equal(walk.endMs - walk.startMs, 8020);
  assert.equal(walk.attributes['offhook.user'], 'alice');
  const made = byName('register');
  assert.deepEqual(
    made.map(({ startMs, endMs, isError }) => [startMs - walk.startMs, endMs - startMs, isError]),
    [
      [0, 8000, true],
      [8000, 20, false],
    ],
  );
  assert.equal(made[1]?.attributes['offhook.try.status'], 200);
  assert.ok(made.every((one) => one.parentSpanId === walk.spanId && one.traceId === walk.traceId));
});

void test('numbers stay at home, and what is too long is cut', async () => {
  await using collector = await startCollector();
  const { face, journeys } = await startFace(collector.endpoint);
  const [first, second] = tries;
  assert.ok(first && second);
  const long = { ...first, reason: 'x'.repeat(5000) };
  journeys.call({ ...record, from: '0301112223', tries: [long, second] });
  await face.stop();
  const all = collector.bodies.join('\n');
  assert.doesNotMatch(all, /0891234567|0301112223|x{300}/);
  assert.match(all, /^\/v1\/traces /);
  assert.match(all, /"service.name"[^}]*"offhook"/);
});

void test('another endpoint is used from then on, and off is off', async () => {
  await using one = await startCollector();
  await using other = await startCollector();
  const { face, journeys } = await startFace(one.endpoint);
  journeys.call(record);
  await face.apply(withEndpoint(`${other.endpoint}/`));
  journeys.call({ ...record, tries: [] });
  await face.apply(withEndpoint(undefined));
  journeys.call(record);
  await face.stop();
  assert.deepEqual([one.spans.length, other.spans.length], [3, 1]);
});

void test('a collector that is away loses spans and holds nobody up', async () => {
  const { face, journeys } = await startFace(`http://127.0.0.1:${await freePort()}`);
  for (let at = 0; at < 5000; at += 1) journeys.call({ ...record, id: `c${at}` });
  await face.stop();
});

void test('an endpoint is a plain URL: what is shown holds no secret', () => {
  for (const text of [
    'ftp://a',
    'collector',
    'http://ann:secret@a',
    'http://a/?key=1',
    'http://',
  ]) {
    assert.throws(() => withEndpoint(text), { code: 'E-VALUE' }, text);
  }
  assert.equal(withEndpoint('https://a:4318/otlp').web.otlpEndpoint, 'https://a:4318/otlp');
});

void test('without the SDK an endpoint is refused, with the names of what is missing', () => {
  const configuration = withEndpoint('http://127.0.0.1:4318');
  checkOtlpSdk(configuration);
  checkOtlpSdk(withEndpoint(undefined), () => false);
  assert.throws(() => checkOtlpSdk(configuration, (name) => name !== '@opentelemetry/resources'), {
    code: 'E-OTLP-SDK',
    message: 'not installed: @opentelemetry/resources',
  });
});
