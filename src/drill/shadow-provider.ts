/**
 * A provider's server of the shadow world: it registers whoever asks, answers every call, never
 * hangs up. RFC 3261 §10.3, §13.3.
 */
import type { Clock } from '../sip/clock.ts';
import { respondTo } from '../sip/message/build.ts';
import { formatMessage } from '../sip/message/format.ts';
import type { Fields, Request } from '../sip/message/message.ts';
import { parseMessage } from '../sip/message/parse.ts';
import { type Host, placeKey } from './shadow-network.ts';

/** How long the called party lets it ring. */
const ringingMs = 1000;

export function shadowProvider(
  clock: Clock,
  place: { readonly address: string; readonly port: number },
  description: Buffer,
): Host {
  /** INVITEs that ring, by Call-ID. */
  const ringing = new Map<string, () => void>();
  const contact: Fields[number] = ['Contact', `<sip:shadow@${placeKey(place)}>`];

  function invite(request: Request, respond: Respond): void {
    const callId = request.headers.first('Call-ID') ?? '';
    // Only a first INVITE rings; inside a dialog it is answered at once.
    const isAnew = !/;\s*tag=/i.test(request.headers.first('To') ?? '');
    const answer = () => {
      ringing.delete(callId);
      respond(200, { fields: [contact, sdpType], body: description });
    };
    if (!isAnew) return answer();
    respond(180, { fields: [contact] });
    const timer = clock.setTimeout(answer, ringingMs);
    ringing.set(callId, () => {
      clock.clearTimeout(timer);
      ringing.delete(callId);
      respond(487, {});
    });
  }

  function serve(request: Request, respond: Respond): void {
    switch (request.method) {
      case 'ACK':
        return;
      case 'REGISTER':
        return respond(200, { fields: granted(request) });
      case 'INVITE':
        return invite(request, respond);
      case 'CANCEL':
        respond(200, {});
        return ringing.get(request.headers.first('Call-ID') ?? '')?.();
      default:
        return respond(200, {});
    }
  }

  return (bytes, answer) => {
    const parsed = parseMessage(bytes, 'datagram');
    if (!parsed.ok || parsed.message.kind !== 'request') return;
    const request = parsed.message;
    serve(request, (status, more) =>
      answer(formatMessage(respondTo(request, status, { ...more, recordRoute: true }))),
    );
  };
}

type Respond = (status: number, more: { readonly fields?: Fields; readonly body?: Buffer }) => void;

const sdpType: Fields[number] = ['Content-Type', 'application/sdp'];

/** The lease as it was asked for; given back, nothing is listed. */
function granted({ headers }: Request): Fields {
  const expires = headers.first('Expires') ?? '3600';
  const contact = headers.first('Contact');
  if (contact === undefined || expires === '0') return [];
  return [['Contact', /;\s*expires=/i.test(contact) ? contact : `${contact};expires=${expires}`]];
}
