/** Where the web page, REST and metrics listen: settings, rules, script. interfaces.md §1. */
import { commandLine } from './command-line.ts';
import type { Configuration, WebSettings } from './configuration.ts';
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
  part: Partial<Pick<WebSettings, 'listen' | 'metricsListen' | 'tls'>>,
): Configuration {
  const web = { ...configuration.web, ...part };
  checkWeb(web);
  return { ...configuration, web };
}

/** Every rule over the settings as a whole. */
export function checkWeb({ listen, metricsListen, tls, users, tokens }: WebSettings): void {
  if (listen && metricsListen && formatListener(listen) === formatListener(metricsListen)) {
    throw new Refusal('E-LISTEN', `${formatListener(listen)} serves the web page already`);
  }
  for (const file of tls ? [tls.certificate, tls.key] : []) {
    checkPrintable(file, pathLengthMax, 'a file name');
  }
  checkWebUsers(users);
  checkWebTokens(tokens);
}

/** The settings as commands. Hashes of passwords are written only where secrets are. */
export function webLines(web: WebSettings, options: { readonly secrets: boolean }): string[] {
  const { listen, metricsListen, tls, users, tokens } = web;
  const isInitial = formatListener(listen) === formatListener(initialWebSettings.listen);
  return [
    ...(isInitial ? [] : [commandLine(['web', 'set', 'listen', formatListener(listen)])]),
    ...(tls ? [commandLine(['web', 'set', 'tls', tls.certificate, tls.key])] : []),
    ...(metricsListen
      ? [commandLine(['metrics', 'set', 'listen', formatListener(metricsListen)])]
      : []),
    ...users.map(({ name, role, passwordHash }) =>
      commandLine(
        ['web', 'user', 'create', name],
        [
          ['role', role],
          ['hash', options.secrets ? passwordHash : undefined],
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
