/** `voip trace …`: the newest SIP messages as a list, a ladder or a capture file. */
import { writeFileSync } from 'node:fs';
import { parseListener } from '../../domain/listener.ts';
import { Refusal } from '../../domain/refusal.ts';
import { setWeb } from '../../domain/web-settings.ts';
import { ladder } from '../trace-ladder.ts';
import { pcapOf } from '../trace-pcap.ts';
import {
  dialoguesOf,
  messageJson,
  messagesOfCall,
  messagesOfLine,
  ringOf,
} from '../trace-queries.ts';
import type { Dialogue } from '../trace-rows.ts';
import type { Traced } from '../traces.ts';
import { changed } from './change.ts';
import { countOf, countParam } from './count.ts';
import type { Answer } from './grammar.ts';
import { type Columns, listAnswer } from './lists.ts';
import type { CliCommand } from './session.ts';

const columns: Columns<Dialogue> = [
  ['at', ({ at }) => at],
  ['method', ({ method }) => method],
  ['from', ({ from }) => from],
  ['to', ({ to }) => to],
  ['messages', ({ messages }) => messages],
  ['last', ({ last }) => last],
  ['call-id', ({ callId }) => callId],
];

function ladderAnswer(messages: readonly Traced[]): Answer {
  return { text: ladder(messages), json: messages.map(messageJson) };
}

const idParam = {
  kind: 'position',
  name: 'id',
  help: 'the id of a call in progress, or a Call-ID of "voip trace list"',
} as const;

export const traceCommands: readonly CliCommand[] = [
  {
    path: ['voip', 'trace', 'list'],
    params: [countParam],
    help: 'calls and registrations whose SIP messages are kept, newest first',
    run({ view }, args) {
      const rows = dialoguesOf(ringOf(view).messages()).slice(0, countOf(args));
      return listAnswer(rows, columns, rows);
    },
  },
  {
    path: ['voip', 'trace', 'call'],
    params: [idParam],
    help: 'the SIP messages of one call as a ladder',
    run: ({ view }, args) => ladderAnswer(messagesOfCall(view, args.required('id'))),
  },
  {
    path: ['voip', 'trace', 'line'],
    params: [{ kind: 'position', name: 'user', help: 'the name of a user', of: 'users' }],
    help: 'the SIP messages of one line as a ladder',
    run: ({ view }, args) => ladderAnswer(messagesOfLine(view, args.required('user'))),
  },
  {
    path: ['voip', 'trace', 'pcap'],
    params: [
      { kind: 'position', name: 'file', help: 'a new file on the machine of the gateway' },
      { ...idParam, optional: true, help: `${idParam.help}; all when left out` },
    ],
    help: 'write kept SIP messages into a capture file that Wireshark opens',
    run({ view, mayRevealSecrets }, args) {
      if (!mayRevealSecrets) {
        throw new Refusal('E-NOT-ALLOWED', 'files are written from the control socket only');
      }
      const id = args.optional('id');
      const messages = id === undefined ? ringOf(view).messages() : messagesOfCall(view, id);
      const file = args.required('file');
      try {
        writeFileSync(file, pcapOf(messages), { flag: 'wx', mode: 0o600 });
      } catch {
        throw new Refusal('E-FILE', `"${file}" exists already or cannot be written`);
      }
      return { text: `${messages.length} messages`, json: { messages: messages.length } };
    },
  },
  {
    path: ['voip', 'trace', 'set', 'hep'],
    params: [{ kind: 'position', name: 'target', help: '<ip>:<port> of a HOMER server, or off' }],
    help: 'send every SIP message to a capture server (HEP3 over UDP)',
    run: (context, args) =>
      changed(context, (configuration) =>
        setWeb(configuration, { captureTarget: parseListener(args.required('target')) }),
      ),
  },
];
