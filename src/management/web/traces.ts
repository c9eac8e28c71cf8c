/**
 * `/api/v1/traces`: SIP messages of a call or a line, as JSON and as a capture file; what ACS and
 * managers said, while that is kept.
 */
import type { FastifyInstance } from 'fastify';
import type { FaceContext } from '../face.ts';
import { pcapOf } from '../trace-pcap.ts';
import {
  dialoguesOf,
  messageJson,
  messagesOfCall,
  messagesOfLine,
  ringOf,
} from '../trace-queries.ts';
import type { Traced } from '../traces.ts';

interface Asked {
  readonly Querystring: { readonly call?: string; readonly line?: string };
}

const querystring = {
  type: 'object',
  properties: {
    call: { type: 'string', maxLength: 256, description: 'id of a call in progress, or a Call-ID' },
    line: { type: 'string', maxLength: 64, description: 'name of a user' },
  },
} as const;

const dialoguesMax = 200;

function messagesFor(
  { view }: FaceContext,
  { call, line }: Asked['Querystring'],
): readonly Traced[] {
  if (call !== undefined) return messagesOfCall(view, call);
  return line === undefined ? ringOf(view).messages() : messagesOfLine(view, line);
}

export function addTraces(app: FastifyInstance, context: FaceContext): void {
  const config = { role: 'read' } as const;
  app.get(
    '/api/v1/traces',
    {
      config,
      schema: { summary: 'calls and registrations whose messages are kept', tags: ['traces'] },
    },
    async () => dialoguesOf(ringOf(context.view).messages()).slice(0, dialoguesMax),
  );
  app.get<Asked>(
    '/api/v1/traces/messages',
    {
      config,
      schema: { summary: 'SIP messages, secrets masked', tags: ['traces'], querystring },
    },
    async ({ query }) => messagesFor(context, query).map(messageJson),
  );
  app.get(
    '/api/v1/traces/cwmp',
    {
      config,
      schema: { summary: 'envelopes of TR-069 sessions, while "cwmp trace on"', tags: ['traces'] },
    },
    async () => context.view.cwmp?.trace() ?? [],
  );
  app.get(
    '/api/v1/traces/snmp',
    {
      config,
      schema: { summary: 'SNMP requests, while "snmp trace on"', tags: ['traces'] },
    },
    async () => context.view.snmp?.trace() ?? [],
  );
  app.get<Asked>(
    '/api/v1/traces/pcap',
    {
      config,
      schema: {
        summary: 'SIP messages as a capture file',
        tags: ['traces'],
        querystring,
        produces: 'application/vnd.tcpdump.pcap',
      },
    },
    async ({ query }, reply) =>
      reply
        .type('application/vnd.tcpdump.pcap')
        .header('content-disposition', 'attachment; filename="offhook.pcap"')
        .send(pcapOf(messagesFor(context, query))),
  );
}
