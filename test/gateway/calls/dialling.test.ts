/** What a port asks for by what it dialled. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dial } from '../../../src/gateway/calls/dialling.ts';
import { StarServices } from '../../../src/gateway/ports/star-services.ts';
import { attached, configured, proxy, softPort, user } from '../../support/configured.ts';

const configuration = configured(
  softPort('p1', { dialMask: '2' }),
  user('alice', '200'),
  attached('alice', 'p1'),
  proxy('out', '192.0.2.1'),
);

function dialled() {
  const [port] = configuration.ports;
  const [alice] = configuration.users;
  assert.ok(port && alice);
  const stars = new StarServices({ submit: () => Promise.reject(new Error('nothing changes')) });
  const number = (digits: string) => {
    const found = dial(configuration, stars, { port, user: alice, digits });
    return found.kind === 'call' ? found.number : found.kind;
  };
  return { stars, number };
}

test('who is called again, or called back, is not masked a second time', () => {
  const { stars, number } = dialled();
  assert.equal(number('995551'), '5551');
  assert.equal(number('*66#'), '5551');
  stars.noteCaller('alice', '0301234');
  assert.equal(number('*69#'), '0301234');
  assert.equal(number('*66#'), '0301234');
});

test('an address that two users have is the one in the area of who dials it', () => {
  const town = configured(
    softPort('p1'),
    user('alice', '200', { areaCode: '02' }),
    user('bob', '201', { areaCode: '02' }),
    user('eve', '201', { areaCode: '06' }),
    attached('alice', 'p1'),
  );
  const [port] = town.ports;
  const stars = new StarServices({ submit: () => Promise.reject(new Error('nothing changes')) });
  const called = town.users.map((caller) => {
    assert.ok(port);
    const found = dial(town, stars, { port, user: caller, digits: '201#' });
    return found.kind === 'call' && found.route.kind === 'local' && found.route.user.name;
  });
  assert.deepEqual(called, ['bob', 'bob', 'eve']);
});

test('a cry for help is not repeated by mistake', () => {
  const { number } = dialled();
  assert.equal(number('*66#'), 'change', 'nobody was called');
  assert.equal(number('995551'), '5551');
  assert.equal(number('112'), '112');
  assert.equal(number('*66#'), '5551');
});
