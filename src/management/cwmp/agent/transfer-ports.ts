/**
 * What transfers do to the gateway: a script applied as one revision, the configuration and the
 * log as texts.
 */
import { toScript } from '../../../domain/script.ts';
import { wholeMark } from '../../../domain/whole-script.ts';
import type { FaceContext } from '../../face.ts';
import type { Hub } from './hub.ts';
import type { CwmpFaceOptions } from './options.ts';
import { tlsOf } from './tls-files.ts';
import type { TransferPorts } from './transfer.ts';

const sealedAs = 'cwmp/transfer-password';

/** Events in a log file. */
const logEvents = 1000;

export function transferPorts(
  { clock, wallClock, random, view, events, commands }: FaceContext,
  { runScript, sealing }: Pick<CwmpFaceOptions, 'runScript' | 'sealing'>,
  hub: Hub,
): TransferPorts {
  return {
    clock,
    wallClock,
    newId: () => random.hex(8),
    seal: (password) => (password === '' ? '' : sealing.seal(password, sealedAs)),
    unseal: (sealed) => (sealed === '' ? '' : sealing.unseal(sealed, sealedAs)),
    access: () => ({
      clock,
      isPlainAllowed: hub.settings.isOn('plain-http'),
      tls: tlsOf(hub.tls),
      nonce: () => random.hex(8),
      mayVisit: (host) => hub.settings.mayVisit(host),
    }),
    applyConfiguration: runScript,
    hasApplied: async (summary) =>
      (await commands.revisions()).some((revision) => revision.summary === summary),
    // A file on somebody's server holds no passwords.
    configurationText: async () =>
      [wholeMark, ...toScript(view.configuration(), { secrets: false }), ''].join('\n'),
    logText: async () => {
      const logged = await events.query({ limit: logEvents });
      return logged
        .map(({ at, severity, code, text }) => `${at} ${severity} ${code} ${text}\n`)
        .join('');
    },
    isIdle: () => view.status().calls === 0,
    onDone: () => hub.want(),
    onFault: (error) => hub.fault(error),
  };
}
