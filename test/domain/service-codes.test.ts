/** Codes of services as operators set them: what is refused, and what a script says of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkConfiguration } from '../../src/domain/check-configuration.ts';
import { deletePort } from '../../src/domain/ports.ts';
import { toScript } from '../../src/domain/script.ts';
import {
  createServiceCode,
  deleteServiceCode,
  type ServiceCodeFields,
} from '../../src/domain/service-codes.ts';
import { configured, softPort } from '../support/configured.ts';

const bare = configured(softPort('p1'));

function coded(...rows: readonly ServiceCodeFields[]) {
  const configuration = rows.reduce(createServiceCode, bare);
  checkConfiguration(configuration);
  return configuration;
}

const busy = { name: 'cfb', service: 'forward-busy' };

test('a prefix has 1 to 10 of digits and # * . | [ ] -, a suffix is one digit, either may be none', () => {
  coded({ ...busy, onPrefix: '*9[0-2]|#9', onSuffix: '9', offPrefix: 'none' });
  coded({ ...busy, onPrefix: '0123456789', onSuffix: 'none' });
  const table = [
    [{ onPrefix: '01234567890' }, 'E-DIGIT-MAP'],
    [{ onPrefix: '*9x' }, 'E-DIGIT-MAP'],
    [{ onPrefix: '*9T' }, 'E-DIGIT-MAP'],
    [{ offPrefix: '*9[' }, 'E-DIGIT-MAP'],
    [{ onSuffix: '##' }, 'E-DIGITS'],
    [{ onSuffix: 'A' }, 'E-DIGITS'],
    [{ service: 'nothing' }, 'E-VALUE'],
    [{ service: 'redial', offPrefix: '*9' }, 'E-VALUE'],
    [{ service: 'server-forward', erasePrefix: '*9' }, 'E-VALUE'],
    [{ name: '1st' }, 'E-NAME'],
    [{ port: 'p9' }, 'E-NOT-FOUND'],
  ] as const;
  for (const [fields, code] of table) {
    assert.throws(() => coded({ ...busy, ...fields }), { code }, JSON.stringify(fields));
  }
});

test('no code of a port means two things', () => {
  assert.throws(() => coded({ ...busy, onPrefix: '*21*' }), { code: 'E-CODE-TAKEN' });
  assert.throws(() => coded(busy, { ...busy, name: 'again' }), { code: 'E-CODE-TAKEN' });
  coded(busy, { ...busy, name: 'own', port: 'p1' });
  coded({ ...busy, onPrefix: '*67#', reactPrefix: '*67#' });
  // Of two services that swap their codes the first gives its own up before.
  coded(
    { name: 'cfu', service: 'forward-always', onPrefix: 'none' },
    { ...busy, onPrefix: '*21*' },
  );
  const atP1 = { ...busy, name: 'own', port: 'p1', offPrefix: '#21#' };
  assert.throws(() => coded(busy, atP1), { code: 'E-CODE-TAKEN' });
});

test('a hundred rows fit', () => {
  const ports = Array.from({ length: 100 }, (_, at) => softPort(`q${at}`));
  const rows = Array.from({ length: 100 }, (_, at) => ({
    ...busy,
    name: `c${at}`,
    port: `q${at}`,
  }));
  const full = rows.reduce(createServiceCode, configured(...ports));
  const more = () => createServiceCode(full, { ...busy, name: 'more' });
  assert.throws(more, { code: 'E-CODE-LIMIT' });
});

test('codes of a port go with it', () => {
  const configuration = coded(busy, { ...busy, name: 'own', port: 'p1' });
  assert.deepEqual(
    deletePort(configuration, 'p1').serviceCodes.map(({ name }) => name),
    ['cfb'],
  );
  assert.deepEqual(deleteServiceCode(configuration, 'own').serviceCodes.length, 1);
  assert.throws(() => deleteServiceCode(configuration, 'nobody'), { code: 'E-NOT-FOUND' });
});

test('the script says what was said, and no more', () => {
  const configuration = coded({ ...busy, port: 'p1', onPrefix: '*90', onSuffix: 'none' });
  assert.deepEqual(
    toScript(configuration, { secrets: false }).filter((line) => line.includes('code')),
    ['voip ep code create cfb service forward-busy port p1 on-prefix *90 on-suffix none'],
  );
});
