/** `snmp user create`: passphrases go in, keys localized to our engine are kept. */

import { checkPrintable } from '../../domain/names.ts';
import { Refusal } from '../../domain/refusal.ts';
import { createSecret } from '../../domain/secret.ts';
import type { SnmpAuth, SnmpKey } from '../../domain/snmp-configuration.ts';
import { createSnmpUser } from '../../domain/snmp-rows.ts';
import { localizedKey, masterKey } from '../snmp-keys.ts';
import { changed } from './change.ts';
import type { Position } from './grammar.ts';
import type { CliCommand } from './session.ts';
import { nameParam, oneOf, viewParam, withEngine } from './snmp-parts.ts';

const auths = ['sha256', 'sha384', 'sha512'] as const;
const privs = ['aes128', 'aes256'] as const;
const accesses = ['read', 'write'] as const;

/** RFC 3414 §11.2: a shorter passphrase is none. */
const passphraseLengthMin = 8;
const passphraseLengthMax = 128;

/** A passphrase, `key:<hex>` of a saved script, or nothing: then the user cannot log in. */
function keyOf(word: string, auth: SnmpAuth, engineId: string): SnmpKey | undefined {
  if (word === '') return undefined;
  const saved = /^key:([0-9a-f]+)$/.exec(word)?.[1];
  if (saved !== undefined) return { localized: createSecret(saved), master: undefined };
  checkPrintable(word, passphraseLengthMax, 'a passphrase');
  if (word.length < passphraseLengthMin) {
    throw new Refusal(
      'E-SNMP-PASSPHRASE',
      `a passphrase of SNMP has at least ${passphraseLengthMin} characters`,
    );
  }
  const master = masterKey(auth, word);
  const localized = localizedKey(auth, master, Buffer.from(engineId, 'hex'));
  return {
    localized: createSecret(localized.toString('hex')),
    master: () => master.toString('hex'),
  };
}

/** A word that has to be said at its place. */
function word(name: string): Position {
  return { kind: 'position', name, choices: [name], help: name };
}

export const createUser: CliCommand = {
  path: ['snmp', 'user', 'create'],
  params: [
    nameParam('user'),
    word('auth'),
    { kind: 'position', name: 'auth-protocol', choices: auths, help: 'digest' },
    { kind: 'position', name: 'auth-pass', help: '8 characters or more', isSecret: true },
    word('priv'),
    { kind: 'position', name: 'priv-protocol', choices: privs, help: 'cipher' },
    { kind: 'position', name: 'priv-pass', help: '8 characters or more', isSecret: true },
    word('access'),
    { kind: 'position', name: 'rights', choices: accesses, help: 'write may read too' },
    viewParam,
  ],
  help: 'let somebody ask by SNMPv3, authenticated and encrypted; keys are kept, not passphrases',
  run(context, args) {
    const auth = oneOf(auths, args.required('auth-protocol'));
    return changed(context, (before) => {
      const configuration = withEngine(before);
      const { engineId } = configuration.snmp;
      return createSnmpUser(configuration, {
        name: args.required('name'),
        auth,
        authKey: keyOf(args.required('auth-pass'), auth, engineId),
        priv: oneOf(privs, args.required('priv-protocol')),
        privKey: keyOf(args.required('priv-pass'), auth, engineId),
        access: oneOf(accesses, args.required('rights')),
        view: args.optional('view') ?? 'all',
      });
    });
  },
};
