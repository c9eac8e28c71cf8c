/** HTTP to the ACS: credentials, cookies, redirects, what may be read of an answer. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { parseChallenges } from '../../../src/management/cwmp/http/challenges.ts';
import { Cookies } from '../../../src/management/cwmp/http/cookies.ts';
import { authorization, bestChallenge } from '../../../src/management/cwmp/http/digest.ts';
import { Acs, type AcsRules, type Posted, type Raw } from '../../support/acs.ts';
import { type Cpe, startCpe } from '../../support/acs-cpe.ts';
import { ask } from '../../support/acs-requests.ts';
import { until } from '../../support/until.ts';

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

const settings = { username: 'cpe', password: 'secret' };

async function outcome(cpe: Cpe): Promise<string> {
  await until(() => cpe.face.view().lastSession?.outcome !== null);
  await cpe.idle();
  return cpe.face.view().lastSession?.outcome ?? '';
}

function challenged(field: string, isRight: (posted: Posted) => boolean): AcsRules {
  return {
    cookie: 'session=abc',
    intercept: (posted) =>
      isRight(posted) ? undefined : { status: 401, headers: { 'www-authenticate': field } },
  };
}

function digestOf({ headers }: Posted): ReadonlyMap<string, string> {
  return parseChallenges(headers.authorization ?? '')[0]?.parameters ?? new Map();
}

test('digest with qop auth: challenged once, then sent with a rising count', async () => {
  const counts: string[] = [];
  const field = 'Digest realm="acs", nonce="n1", qop="auth,auth-int", opaque="o", algorithm=MD5';
  const rules = challenged(field, (posted) => {
    const get = (name: string) => digestOf(posted).get(name) ?? '';
    const first = md5('cpe:acs:secret');
    const second = md5('POST:/acs');
    const text = `${first}:n1:${get('nc')}:${get('cnonce')}:auth:${second}`;
    if (get('response') !== md5(text) || get('opaque') !== 'o') return false;
    counts.push(get('nc'));
    return true;
  });
  await using cpe = await startCpe({ settings, rules });
  await cpe.acs.play([ask.methods()]);
  assert.deepEqual(counts, ['00000001', '00000002', '00000003']);
  assert.equal(cpe.acs.posts[0]?.headers.authorization, undefined);
  assert.equal(new Set(cpe.acs.posts.map(({ connection }) => connection)).size, 1);
});

test('digest without qop is answered as RFC 2069 has it', async () => {
  const rules = challenged('Digest realm="acs", nonce="n1"', (posted) => {
    const expected = md5(`${md5('cpe:acs:secret')}:n1:${md5('POST:/acs')}`);
    return digestOf(posted).get('response') === expected;
  });
  await using cpe = await startCpe({ settings, rules });
  await cpe.acs.play([ask.methods()]);
});

test('basic is answered when nothing better is offered', async () => {
  const expected = `Basic ${Buffer.from('cpe:secret').toString('base64')}`;
  const rules = challenged(
    'Basic realm="acs"',
    ({ headers }) => headers.authorization === expected,
  );
  await using cpe = await startCpe({ settings, rules });
  await cpe.acs.play([]);
});

test('of several challenges the strongest is answered', () => {
  const all =
    'Basic realm="a", Digest realm="a", nonce="1", Digest realm="a", nonce="2", algorithm=SHA-256';
  const best = bestChallenge(parseChallenges(all));
  assert.equal(best?.parameters.get('nonce'), '2');
  const odd = 'Digest realm="a", nonce="1", algorithm=SHA-512, Basic realm="b"';
  assert.equal(bestChallenge(parseChallenges(odd))?.scheme, 'basic');
  assert.equal(bestChallenge(parseChallenges('Negotiate abc==')), undefined);
});

test('quoted texts, escapes, blanks and commas of a challenge are read', () => {
  const [first, second] = parseChallenges(
    ' , Digest realm = "a \\"b\\", c" ,nonce=n,,qop="auth" , Basic realm=""',
  );
  assert.deepEqual(
    [...(first?.parameters ?? [])],
    [
      ['realm', 'a "b", c'],
      ['nonce', 'n'],
      ['qop', 'auth'],
    ],
  );
  assert.deepEqual([second?.scheme, second?.parameters.get('realm')], ['basic', '']);
});

test('no field, however hostile, takes long to read', () => {
  const start = process.threadCpuUsage();
  for (const unit of [' ', ',', '"', '=', 'a=', 'a="', '\\', '"\\', 'Digest ', ' =', '\t,']) {
    parseChallenges(unit.repeat(16_384));
    parseChallenges(`Digest a="${unit.repeat(16_384)}`);
  }
  const { user, system } = process.threadCpuUsage(start);
  assert.ok(user + system < 500_000, `${(user + system) / 1000} ms`);
});

test('the response of RFC 7616 §3.9.1 comes out', () => {
  const [challenge] = parseChallenges(
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
  );
  assert.ok(challenge);
  const field = authorization(
    challenge,
    { username: 'Mufasa', password: 'Circle of Life' },
    {
      method: 'GET',
      uri: '/dir/index.html',
      cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
      count: 1,
    },
  );
  assert.match(
    field,
    /response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"/,
  );
});

test('wrong credentials end the session after one answer; a stale nonce is answered again', async () => {
  const deny = 'Digest realm="acs", nonce="n", qop="auth"';
  await using wrong = await startCpe({ settings, rules: challenged(deny, () => false) });
  assert.match(await outcome(wrong), /credentials/);
  assert.equal(wrong.acs.posts.length, 2);
  let count = 0;
  await using stale = await startCpe({
    settings,
    rules: {
      intercept(): Raw | undefined {
        count += 1;
        if (count > 2) return undefined;
        const field = `Digest realm="acs", nonce="n${count}", qop="auth"${count === 2 ? ', stale=true' : ''}`;
        return { status: 401, headers: { 'www-authenticate': field } };
      },
    },
  });
  await stale.acs.play([]);
});

test('without credentials a challenge ends the session', async () => {
  await using cpe = await startCpe({ rules: challenged('Basic realm="a"', () => false) });
  assert.match(await outcome(cpe), /credentials/);
});

test('the cookie is sent back, several are, and one that expires is not', () => {
  const cookies = new Cookies();
  assert.equal(cookies.field(), undefined);
  cookies.take(['session=1; Path=/; HttpOnly', `long=${'x'.repeat(512)}`, 'third=3']);
  assert.match(cookies.field() ?? '', /^session=1; long=x{512}; third=3$/);
  cookies.take(['third=; Max-Age=0', 'session=2']);
  assert.match(cookies.field() ?? '', /^session=2; long=x+$/);
});

test('cookies that would break the header apart, or fill it, are not kept', () => {
  const cookies = new Cookies();
  cookies.take(['a b=1', '=1', 'x', 'evil=1\r\nX: y', `big=${'x'.repeat(5000)}`]);
  assert.equal(cookies.field(), undefined);
  cookies.take(Array.from({ length: 40 }, (_, n) => `c${n}=1`));
  assert.equal(cookies.field()?.split('; ').length, 16);
});

const redirect = (location: string, status = 302): Raw => ({ status, headers: { location } });

for (const status of [302, 307]) {
  test(`a redirect by ${status} is followed, with the body, to another host too`, async () => {
    const other = new Acs();
    await other.start();
    await using cpe = await startCpe({
      rules: { intercept: () => redirect(other.url('localhost'), status) },
    });
    await other.play([ask.methods()]);
    assert.deepEqual(
      other.posts.map(({ body }) => body?.name ?? ''),
      ['Inform', '', 'GetRPCMethodsResponse'],
    );
    await cpe.face.stop();
    await other.stop();
  });
}

test('a redirect that moves a path keeps the session there', async () => {
  await using cpe = await startCpe({
    rules: { intercept: (_, __, { url }) => (url === '/acs' ? redirect('/moved') : undefined) },
  });
  await cpe.acs.play([]);
});

test('more than five redirects, or one to nowhere, end the session', async () => {
  await using circle = await startCpe({ rules: { intercept: () => redirect('/acs') } });
  assert.match(await outcome(circle), /too many redirects/);
  assert.equal(circle.acs.posts.length, 6);
  await using nowhere = await startCpe({ rules: { intercept: () => ({ status: 302 }) } });
  assert.match(await outcome(nowhere), /nowhere/);
});

test('a redirect to another scheme is refused', async () => {
  await using cpe = await startCpe({ rules: { intercept: () => redirect('ftp://127.0.0.1/') } });
  assert.match(await outcome(cpe), /ftp: is not allowed/);
});

test('credentials that one host was given do not go to another', async () => {
  const seen: (string | undefined)[] = [];
  const other = new Acs({
    intercept({ headers }) {
      seen.push(headers.authorization, headers.cookie);
      return { status: 204 };
    },
  });
  await other.start();
  await using cpe = await startCpe({
    settings,
    rules: {
      intercept({ headers }): Raw {
        if (headers.authorization === undefined) {
          return {
            status: 401,
            headers: { 'www-authenticate': 'Basic realm="a"', 'set-cookie': 'secret=1' },
          };
        }
        return redirect(other.url('localhost'));
      },
    },
  });
  await outcome(cpe);
  assert.deepEqual(seen, [undefined, undefined]);
  await other.stop();
});

const unreadable: readonly (readonly [what: string, raw: Raw, why: RegExp])[] = [
  ['HTTP 400', { status: 400, body: 'Invalid session' }, /HTTP 400/],
  ['no XML', { status: 200, body: 'hello' }, /./],
  ['another SOAP', { status: 200, body: '<Envelope xmlns="urn:x"/>' }, /SOAP 1.1/],
  ['an answer without end', { status: 200, body: 'x'.repeat(2 ** 20 + 1) }, /longer/],
  ['an answer that is cut off', { status: 200, body: '<x>'.repeat(100), cutAfter: 50 }, /./],
  ['204 to an Inform', { status: 204 }, /not answered/],
];

for (const [what, raw, why] of unreadable) {
  test(`${what} fails the session, which is tried again`, async () => {
    await using cpe = await startCpe({ rules: { intercept: () => raw } });
    assert.match(await outcome(cpe), why);
    assert.equal(cpe.face.view().state, 'waiting');
  });
}

test('an ACS that says nothing for thirty seconds fails the session', async () => {
  await using cpe = await startCpe({ rules: { isSilent: true } });
  await until(() => cpe.acs.posts.length === 1);
  cpe.gateway.clock.advance(29_999);
  assert.equal(cpe.face.view().state, 'informing');
  cpe.gateway.clock.advance(1);
  assert.equal(await outcome(cpe), 'no answer of the ACS');
});
