/**
 * Sessions with an ACS that sends anything: the CPE answers or gives up, and the next session
 * works.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Raw } from '../../support/acs.ts';
import { startCpe } from '../../support/acs-cpe.ts';
import { ask } from '../../support/acs-requests.ts';
import { noSchemas, violation } from '../../support/acs-schema.ts';
import { until } from '../../support/until.ts';
import { sampleConfiguration, voice } from './sample.ts';

/** A small generator that a seed repeats. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const client = `${voice}SIP.Client.`;

const bodies = [
  ask.methods(),
  ask.names(''),
  ask.names(`${client}1.`),
  ask.values('Device.'),
  ask.values(`${client}1.Status`, 'x'),
  ask.set([[`${client}1.AuthUserName`, 'x', 'xsd:boolean']], 'k'),
  ask.set([[`${client}1.Enable`, '-99999999999999999999', 'xsd:unsignedInt']]),
  ask.set([[`${client}999999999999.Enable`, '1']]),
  ask.add(client),
  ask.remove(`${client}2.`),
  ask.attributes(''),
  ask.notify('', 1),
  ask.scheduleInform(4_294_967_295, 'x'),
  ask.queued(),
  ask.other('Inform'),
  ask.other('InformResponse'),
  '<cwmp:SetParameterValues><ParameterList><Junk/></ParameterList></cwmp:SetParameterValues>',
  '<x/>',
];

function mutated(text: string, random: (below: number) => number): string {
  const at = random(text.length);
  switch (random(7)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return `${text.slice(0, at)}${text.slice(at + random(20))}`;
    case 2:
      return `${text.slice(0, at)}${String.fromCharCode(random(0x3000))}${text.slice(at)}`;
    case 3:
      return text.replace(/<(\w+)>/, '<$1><$1>');
    case 4:
      return `${text.slice(0, at)}${text.slice(0, at)}`;
    case 5:
      return text.replace(/cwmp-1-2/g, `cwmp-1-${random(5)}`);
    default:
      return `${text.slice(0, at)}${'9'.repeat(random(400))}${text.slice(at)}`;
  }
}

function reply(text: string, random: (below: number) => number): Raw {
  if (random(8) === 0)
    return { status: [204, 302, 401, 404, 500, 503][random(6)] ?? 200, body: text };
  if (random(10) === 0) return { status: 200, body: text, cutAfter: random(text.length) };
  return { status: 200, body: random(2) === 0 ? mutated(text, random) : text };
}

test('seeded sessions of garbage leave the CPE able to hold the next one', async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const random = seeded(seed);
    await using cpe = await startCpe({ configuration: sampleConfiguration() });
    await cpe.acs.play([]);
    await cpe.idle();
    let messages = 0;
    cpe.acs.rules = {
      intercept({ body, id }) {
        messages += 1;
        if (messages > 30) return { status: 204 };
        if (body?.name === 'Inform' && random(4) !== 0) return undefined;
        const next = bodies[random(bodies.length)] ?? '';
        return reply(cpe.acs.envelope(next, random(2) === 0 ? id : 'x&amp;'), random);
      },
    };
    cpe.face.inform();
    await until(() => /idle|waiting/.test(cpe.face.view().state), `seed ${seed}`);
    cpe.acs.rules = {};
    await cpe.idle();
    const from = cpe.acs.posts.length;
    cpe.face.inform();
    const answers = await cpe.acs.play([ask.values('Device.DeviceInfo.')]);
    assert.equal(answers.at(-1)?.name, 'GetParameterValuesResponse', `seed ${seed}`);
    assert.ok(cpe.acs.posts.length > from);
    assert.deepEqual(cpe.gateway.errors, [], `seed ${seed}`);
    if (noSchemas === false) {
      for (const { text } of cpe.acs.posts) {
        if (text !== '') assert.equal(violation(text), undefined, `seed ${seed}`);
      }
    }
  }
});

test('an ACS that asks without end is left after two thousand requests', async () => {
  await using cpe = await startCpe();
  cpe.acs.rules = {
    intercept: ({ body }) =>
      body?.name === 'Inform'
        ? undefined
        : { status: 200, body: cpe.acs.envelope(ask.names('Device.ManagementServer.URL')) },
  };
  await until(() => cpe.face.view().state === 'waiting');
  assert.equal(cpe.face.view().lastSession?.requests, 2000);
  assert.match(cpe.face.view().lastFault ?? '', /without end/);
});
