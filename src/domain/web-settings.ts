/** Where the web page, REST and metrics listen: settings, rules, script. interfaces.md §1. */
import { commandLine } from './command-line.ts';
import type { Configuration, WebSettings } from './configuration.ts';
import { checkContact, formatContact } from './contact.ts';
import { formatListener } from './listener.ts';
import { checkPrintable } from './names.ts';
import { Refusal } from './refusal.ts';
import { checkWebTokens, checkWebUsers } from './web-users.ts';

export const initialWebSettings: WebSettings = {
  listen: { address: '127.0.0.1', port: 8060 },
  metricsListen: undefined,
  tls: undefined,
  users: [],
  tokens: [],
};

const pathLengthMax = 255;

export function setWeb(
  configuration: Configuration,
  part: Partial<Omit<WebSettings, 'users' | 'tokens'>>,
): Configuration {
  const web = { ...configuration.web, ...part };
  checkWeb(web);
  return { ...configuration, web };
}

/** Every rule over the settings as a whole. */
export function checkWeb(settings: WebSettings): void {
  const { listen, metricsListen, consoleListen, syslogTarget, otlpEndpoint } = settings;
  const { tls, users, tokens } = settings;
  const listeners = [listen, metricsListen, consoleListen].flatMap((one) => one ?? []);
  const places = listeners.map(formatListener);
  const twice = places.find((place, at) => places.indexOf(place) !== at);
  if (twice !== undefined) {
    throw new Refusal('E-LISTEN', `two of web page, metrics and console would be at ${twice}`);
  }
  for (const file of tls ? [tls.certificate, tls.key] : []) {
    checkPrintable(file, pathLengthMax, 'a file name');
  }
  if (syslogTarget) checkContact(syslogTarget);
  if (otlpEndpoint !== undefined) checkEndpoint(otlpEndpoint);
  checkWebUsers(users);
  checkWebTokens(tokens);
}

/** Nothing in it may be secret: it is shown. */
function checkEndpoint(text: string): void {
  checkPrintable(text, pathLengthMax, 'an endpoint');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (isWeb && `${url.username}${url.password}${url.search}${url.hash}` === '') return;
  throw new Refusal('E-VALUE', 'an endpoint is http[s]://<host>[:<port>][/<path>], and no more');
}

/** The settings as commands. Hashes of passwords are written only where secrets are. */
export function webLines(web: WebSettings, options: { readonly secrets: boolean }): string[] {
  const { listen, metricsListen, consoleListen, captureTarget, syslogTarget, otlpEndpoint } = web;
  const { tls, users, tokens } = web;
  const isInitial = formatListener(listen) === formatListener(initialWebSettings.listen);
  return [
    ...(isInitial ? [] : [commandLine(['web', 'set', 'listen', formatListener(listen)])]),
    ...(tls ? [commandLine(['web', 'set', 'tls', tls.certificate, tls.key])] : []),
    ...(metricsListen
      ? [commandLine(['metrics', 'set', 'listen', formatListener(metricsListen)])]
      : []),
    ...(consoleListen
      ? [commandLine(['console', 'set', 'listen', formatListener(consoleListen)])]
      : []),
    ...(captureTarget
      ? [commandLine(['voip', 'trace', 'set', 'hep', formatListener(captureTarget)])]
      : []),
    ...(syslogTarget
      ? [commandLine(['syslog', 'set', 'target', formatContact(syslogTarget)])]
      : []),
    ...(otlpEndpoint === undefined ? [] : [commandLine(['otlp', 'set', 'endpoint', otlpEndpoint])]),
    ...users.map(({ name, role, passwordHash, publicKey }) =>
      commandLine(
        ['web', 'user', 'create', name],
        [
          ['role', role],
          ['hash', options.secrets ? passwordHash : undefined],
          ['key', publicKey],
        ],
      ),
    ),
    ...tokens.map(({ name, scope, hash }) =>
      commandLine(
        ['web', 'token', 'create', name],
        [
          ['scope', scope],
          ['hash', hash],
        ],
      ),
    ),
  ];
}
