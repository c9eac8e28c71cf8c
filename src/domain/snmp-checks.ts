/** The rules over the settings of SNMP as a whole. */

import { isIpv4, isIpv6, isPortNumber } from './host.ts';
import { checkName, checkPrintable, shown } from './names.ts';
import { Refusal } from './refusal.ts';
import type {
  SnmpCommunity,
  SnmpKey,
  SnmpSettings,
  SnmpTarget,
  SnmpUser,
  SnmpView,
} from './snmp-configuration.ts';

/** Kinds of notifications, as in offhookNotifyEnable. */
export const notificationKinds: readonly string[] = ['registration', 'server', 'capacity', 'call'];

/** Views that need not be made: everything, everything but calls, the system group. */
const standingViews: readonly string[] = ['all', 'no-calls', 'system'];

const rowsMax = 32;
const subtreesMax = 16;
const communityLengthMax = 32;
const keyDigits = { sha256: 64, sha384: 96, sha512: 128 } as const;

function refuse(text: string): never {
  throw new Refusal('E-VALUE', text);
}

function checkOid(text: string): void {
  const arcs = text.split('.');
  const isOid =
    arcs.length >= 2 && arcs.length <= 64 && arcs.every((arc) => /^(0|[1-9][0-9]{0,9})$/.test(arc));
  if (!isOid) refuse(`"${shown(text)}" is not an object identifier like 1.3.6.1.2.1.1`);
}

/** `10.0.0.0/8`, `fd00::/8`, or one address. */
function checkSource(text: string): void {
  const [network = '', prefix, more] = text.split('/');
  const bits = isIpv4(network) ? 32 : 128;
  const isNetwork = isIpv4(network) || isIpv6(network);
  const isPrefix = prefix === undefined || (/^[0-9]{1,3}$/.test(prefix) && Number(prefix) <= bits);
  if (!isNetwork || !isPrefix || more !== undefined) {
    refuse(`write a source as <ip>/<bits>, not "${shown(text)}"`);
  }
}

function checkAgentx(path: string): void {
  if (path.startsWith('/')) return checkPrintable(path, 100, 'the path of the AgentX socket');
  const match = /^tcp:(\[[0-9a-f:.]+\]|[^:]+):([0-9]+)$/i.exec(path);
  if (!match || !isPortNumber(Number(match[2]))) {
    refuse(`write agentx as /<path>, tcp:<host>:<port> or off, not "${shown(path)}"`);
  }
}

function checkKey(key: SnmpKey | undefined, { name, auth }: SnmpUser): void {
  const digits = keyDigits[auth];
  if (key && !new RegExp(`^[0-9a-f]{${digits}}$`).test(key.localized.reveal())) {
    refuse(`a key of SNMP user "${name}" has ${digits} hexadecimal digits`);
  }
}

function checkView(name: string, views: readonly SnmpView[]): void {
  if (!standingViews.includes(name) && !views.some((view) => view.name === name)) {
    throw new Refusal('E-NOT-FOUND', `there is no SNMP view "${shown(name)}"`);
  }
}

function checkUsers({ users, views, engineId }: SnmpSettings): void {
  for (const user of users) {
    checkName(user.name, 'SNMP user');
    checkKey(user.authKey, user);
    checkKey(user.privKey, user);
    checkView(user.view, views);
  }
  if (users.length > 0 && engineId === '') {
    throw new Refusal('E-SNMP-ENGINE', 'SNMP users need an engine id');
  }
}

function checkCommunity({ name, source, view }: SnmpCommunity, views: readonly SnmpView[]): void {
  checkPrintable(name, communityLengthMax, 'an SNMP community');
  if (!/^[\x21-\x7e]+$/.test(name)) refuse('an SNMP community has no blanks and is of ASCII');
  checkSource(source);
  checkView(view, views);
}

function checkTarget(target: SnmpTarget, { users }: SnmpSettings): void {
  checkName(target.name, 'SNMP target');
  checkPrintable(target.as, communityLengthMax, 'the community or user of an SNMP target');
  if (target.version === '3' && !users.some(({ name }) => name === target.as)) {
    throw new Refusal('E-NOT-FOUND', `there is no SNMP user "${shown(target.as)}"`);
  }
  checkKinds(target.events);
}

function checkKinds(kinds: readonly string[]): void {
  const unknown = kinds.find((kind) => !notificationKinds.includes(kind));
  if (unknown !== undefined) {
    refuse(`notifications are of ${notificationKinds.join(', ')}, not "${shown(unknown)}"`);
  }
}

function checkDefinition({ name, include, exclude }: SnmpView): void {
  checkName(name, 'SNMP view');
  if (standingViews.includes(name)) {
    throw new Refusal('E-NAME-TAKEN', `the view "${name}" is there already`);
  }
  const subtrees = [...include, ...exclude];
  if (include.length === 0 || subtrees.length > subtreesMax) {
    refuse(`a view includes something and has at most ${subtreesMax} subtrees`);
  }
  for (const subtree of subtrees) checkOid(subtree);
}

function checkTexts({ contact, name, location }: SnmpSettings): void {
  for (const text of [contact, name, location]) {
    if (text !== '') checkPrintable(text, 255, 'a text of the system group');
  }
}

export function checkSnmp(snmp: SnmpSettings): void {
  const { users, communities, targets, views, agentx, engineId } = snmp;
  for (const rows of [users, communities, targets, views]) {
    if (rows.length > rowsMax) {
      throw new Refusal('E-SNMP-LIMIT', `at most ${rowsMax} SNMP rows of a kind`);
    }
  }
  if (engineId !== '' && !/^8[0-9a-f]{9,63}$/.test(engineId)) {
    refuse('an engine id has 5 to 32 octets in hexadecimal, the first bit set (RFC 3411 §5)');
  }
  if (engineId.length % 2 !== 0) refuse('an engine id has two digits an octet');
  for (const view of views) checkDefinition(view);
  checkUsers(snmp);
  for (const community of communities) checkCommunity(community, views);
  for (const target of targets) checkTarget(target, snmp);
  if (agentx !== undefined) checkAgentx(agentx);
  checkTexts(snmp);
  checkKinds(snmp.notify);
  const { notifyIntervalSeconds: seconds } = snmp;
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > 3600) {
    refuse('the interval of notifications is 0 to 3600 s');
  }
}
