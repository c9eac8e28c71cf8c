/** Policies, timers and limits that an operator may set: name, range, default, meaning. */
import type { Configuration } from './configuration.ts';
import { dtmfModes } from './dtmf.ts';
import { shown } from './names.ts';
import { choice, isValid, number, type Parameter, rangeOf, text } from './parameter.ts';
import { Refusal } from './refusal.ts';
import { countries } from './tones.ts';

const failBack = ['auto', 'none', 'refresh', 'probe', 'timer'];

/** Defaults as in the decision tables; see docs/operating.md. */
export const parameters = {
  'register-expires': number(3600, 's', 60, 86_400, 'lease asked of a registrar'),
  'register-attempt-ms': number(
    8000,
    'ms',
    200,
    32_000,
    'silence of a location server that ends a try',
  ),
  'invite-attempt-ms': number(8000, 'ms', 200, 32_000, 'silence of a proxy server that ends a try'),
  'suspect-attempt-ms': number(4000, 'ms', 200, 32_000, 'the same for a server that failed lately'),
  'down-attempt-ms': number(500, 'ms', 0, 32_000, 'the same for a server held as down; 0 skips it'),
  'register-rate': number(10, '/s', 1, 10_000, 'REGISTER requests a second to one server'),
  'retry-base': number(30, 's', 1, 3600, 'first wait after a round in which every server failed'),
  'retry-max': number(300, 's', 1, 3600, 'longest such wait'),
  'refused-retry-min': number(
    1800,
    's',
    60,
    86_400,
    'shortest wait after every server refused for good',
  ),
  'refused-retry-max': number(3600, 's', 60, 86_400, 'longest such wait'),
  'location-fail-back': choice(
    failBack,
    'when lines return to the master; auto: probe if there is one',
  ),
  'proxy-fail-back': choice(
    failBack,
    'when health of a master proxy is asked; auto: probe if there is one',
  ),
  'fail-back-timer': number(600, 's', 10, 86_400, 'with fail-back timer: how often'),
  'probe-interval': number(30, 's', 1, 3600, 'OPTIONS to a server that is a master or not up'),
  'probe-successes': number(3, '', 1, 100, 'answers in a row that make a server up again'),
  'probe-failures': number(3, '', 1, 100, 'silences in a row that make a server down'),
  'invite-policy': choice(
    ['rfc3263', 'manual'],
    'whether a 503 before ringing counts as not reached',
  ),
  'hunt-also': {
    kind: 'statuses',
    initial: '',
    help: 'more statuses that send a call on: 500,502,504',
  },
  'invite-follows-register': choice(
    ['off', 'on'],
    'ask the server a line is registered on first, where it is in the proxy list too',
  ),
  'no-answer-timer': number(180, 's', 5, 3600, 'ringing that ends a call'),
  'inter-digit-timer': number(4, 's', 1, 60, 'pause that completes dialling'),
  'entries-max': number(100, '', 1, 100, 'users and forwarding rules together'),
  'emergency-numbers': {
    kind: 'numbers',
    words: [],
    initial: '112,911',
    help: 'numbers that are called before any rule, never blocked or limited: 112,911',
  },
  'denied-prefixes': {
    kind: 'numbers',
    words: ['country'],
    initial: 'country',
    help: 'prefixes no server is asked for unless a user may; country: abroad and premium there',
  },
  country: choice(countries, 'whose tones are played'),
  dtmf: choice(
    dtmfModes,
    'how keys of soft ports are sent; auto: telephone-events where they are taken, else tones',
  ),
  'failure-tones': choice(
    ['off', 'on'],
    'whether phones hear a tone as early media when no server can be reached, before the refusal',
  ),
  'failure-announcement': text(
    '',
    64,
    'a WAV file of the folder sounds that phones hear instead of that tone',
  ),
  'hold-tone': choice(['on', 'off'], 'whether who is held by a soft port hears that he is'),
  'star-codes': choice(['on', 'off'], 'codes such as *21*, by which phones set services'),
  'message-waiting': choice(
    ['off', 'on'],
    'ask the server of each registered line for messages that wait, and tell its phones',
  ),
  'transfer-from-servers': choice(
    ['off', 'on'],
    'whether a server may transfer calls (REFER); phones always may, as far as they may call',
  ),
  'calls-max': number(1000, '', 1, 10_000, 'calls at a time'),
  'drain-time': number(30, 's', 0, 600, 'how long a stop waits for calls'),
  'learn-address': choice(
    ['on', 'contact', 'off'],
    'tell servers where they see us: in Contact and SDP, in Contact alone, or not at all',
  ),
  'keep-alive': choice(
    ['auto', 'none', 'crlf', 'empty', 'options'],
    'sent to servers that lines are registered on; auto: crlf over TCP and TLS, and behind a NAT',
  ),
  'keep-alive-interval': number(25, 's', 1, 3600, 'between two keep-alives, less up to a fifth'),
  'stranger-rate': number(
    200,
    '/s',
    0,
    10_000,
    'messages taken from one address that is no server or phone of ours; 0: all',
  ),
  'lan-auth': choice(['on', 'off'], 'challenge phones; off: know them by the login in From'),
  'lan-digest': choice(
    ['md5', 'sha-256', 'both'],
    'digest that phones are challenged with; some that know only md5 give up when offered both',
  ),
  'manual-limits': choice(
    ['off', 'on'],
    'go back to the manual’s limits for logins, passwords, hosts and transports',
  ),
  'media-engine': {
    kind: 'engine',
    initial: 'builtin',
    help: 'who relays the media of new calls; rtpengine needs interfaces named lan and wan',
  },
  'rtp-port-range': {
    kind: 'range',
    min: 1024,
    max: 65_535,
    initial: '16384-32767',
    help: 'UDP ports of media',
  },
  'media-inactivity': number(0, 's', 0, 3600, 'silence of media that ends a call; 0: never'),
  t1: number(500, 'ms', 50, 5000, 'RFC 3261 timer T1'),
  t2: number(4000, 'ms', 200, 32_000, 'RFC 3261 timer T2'),
  t4: number(5000, 'ms', 200, 32_000, 'RFC 3261 timer T4'),
  'session-timer': number(
    1800,
    's',
    0,
    86_400,
    'session interval asked of peers (RFC 4028); 0: only as they ask',
  ),
  'user-agent': text('Offhook', 64, 'User-Agent and Server header'),
  'tls-ca': text('', 255, 'file of CA certificates that servers are checked against'),
  'tls-cert': text('', 255, 'file of our own certificate'),
  'tls-key': text('', 255, 'file of its key'),
  'dns-servers': {
    kind: 'addresses',
    initial: '',
    help: 'resolvers to ask instead of the system’s: 127.0.0.1:5353,…',
  },
} as const satisfies Record<string, Parameter>;

export type ParameterName = keyof typeof parameters;

export function isParameter(name: string): name is ParameterName {
  return Object.hasOwn(parameters, name);
}

/** Refuses an unknown parameter or a value outside its range; undefined stands for the default. */
export function checkSetting(name: string, value: string | undefined): void {
  if (!isParameter(name)) {
    throw new Refusal('E-PARAMETER', `there is no parameter "${shown(name)}"`);
  }
  const parameter: Parameter = parameters[name];
  if (value !== undefined && !isValid(parameter, value)) {
    throw new Refusal('E-VALUE', `${name} is ${rangeOf(parameter)}, not "${shown(value)}"`);
  }
}

/** The value in force: what was set, else the default. */
export function setting({ protocol }: Configuration, name: ParameterName): string {
  return (Object.hasOwn(protocol, name) ? protocol[name] : undefined) ?? parameters[name].initial;
}

export function numberSetting(configuration: Configuration, name: ParameterName): number {
  return Number(setting(configuration, name));
}
