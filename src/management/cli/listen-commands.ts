/** Where page, metrics and the console over SSH are served, and where events and traces go. */
import type { Configuration } from '../../domain/configuration.ts';
import { formatContact, parseContact } from '../../domain/contact.ts';
import { formatListener, parseListener } from '../../domain/listener.ts';
import { Refusal } from '../../domain/refusal.ts';
import { setWeb } from '../../domain/web-settings.ts';
import { changed } from './change.ts';
import type { Position } from './grammar.ts';
import type { CliCommand } from './session.ts';
import { fields } from './table.ts';

const listenParam: Position = { kind: 'position', name: 'listen', help: '<ip>:<port>, or off' };

function settings({ web }: Configuration): Readonly<Record<string, string>> {
  return {
    listen: formatListener(web.listen),
    certificate: web.tls?.certificate ?? '',
    key: web.tls?.key ?? '',
    metricsListen: formatListener(web.metricsListen),
    consoleListen: formatListener(web.consoleListen),
    captureTarget: formatListener(web.captureTarget),
    syslogTarget: web.syslogTarget ? formatContact(web.syslogTarget) : 'off',
    otlpEndpoint: web.otlpEndpoint ?? 'off',
  };
}

export const listenCommands: readonly CliCommand[] = [
  {
    path: ['web', 'show'],
    params: [],
    help: 'where the web page, REST and metrics are served',
    run({ view }) {
      const json = settings(view.configuration());
      return { text: fields(Object.entries(json)), json };
    },
  },
  {
    path: ['web', 'set', 'listen'],
    params: [listenParam],
    help: 'where the web page and REST are served',
    run: (context, args) =>
      changed(context, (configuration) =>
        setWeb(configuration, { listen: parseListener(args.required('listen')) }),
      ),
  },
  {
    path: ['web', 'set', 'tls'],
    params: [
      { kind: 'position', name: 'certificate', help: 'file of the certificate (PEM), or off' },
      { kind: 'position', name: 'key', help: 'file of its key (PEM)', optional: true },
    ],
    help: 'serve the web page over TLS',
    run(context, args) {
      const certificate = args.required('certificate');
      const key = args.optional('key');
      const isOff = certificate.toLowerCase() === 'off';
      if (!isOff && key === undefined) {
        throw new Refusal('E-COMMAND-MISSING', 'the file of the key is missing');
      }
      const tls = isOff || key === undefined ? undefined : { certificate, key };
      return changed(context, (configuration) => setWeb(configuration, { tls }));
    },
  },
  {
    path: ['metrics', 'set', 'listen'],
    params: [listenParam],
    help: 'where metrics are served besides /metrics of the web page',
    run: (context, args) =>
      changed(context, (configuration) =>
        setWeb(configuration, { metricsListen: parseListener(args.required('listen')) }),
      ),
  },
  {
    path: ['syslog', 'set', 'target'],
    params: [
      {
        kind: 'position',
        name: 'target',
        help: '<host>[:<port>][;transport=udp|tcp|tls], or off',
      },
    ],
    help: 'send every event to a syslog server (RFC 5424)',
    run(context, args) {
      const target = args.required('target');
      const syslogTarget = target.toLowerCase() === 'off' ? undefined : parseContact(target);
      return changed(context, (configuration) => setWeb(configuration, { syslogTarget }));
    },
  },
  {
    path: ['otlp', 'set', 'endpoint'],
    params: [{ kind: 'position', name: 'endpoint', help: 'http[s]://<host>[:<port>], or off' }],
    help: 'send a trace of every call and registration walk to a collector (OTLP over HTTP)',
    run(context, args) {
      const endpoint = args.required('endpoint');
      const otlpEndpoint = endpoint.toLowerCase() === 'off' ? undefined : endpoint;
      return changed(context, (configuration) => setWeb(configuration, { otlpEndpoint }));
    },
  },
  {
    path: ['console', 'set', 'listen'],
    params: [listenParam],
    help: 'where the console over SSH is served; people with the role configure may log in',
    run: (context, args) =>
      changed(context, (configuration) =>
        setWeb(configuration, { consoleListen: parseListener(args.required('listen')) }),
      ),
  },
];
