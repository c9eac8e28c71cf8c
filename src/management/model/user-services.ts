/**
 * What users have their calls do: one row a user, beside the user table. TR-104: `CallingFeatures`.
 */
import { type ForwardName, forwardOf } from '../../domain/forwards.ts';
import { limits } from '../../domain/limits.ts';
import { type Services, servicesOf, setServices } from '../../domain/services.ts';
import { defineTable, type Readable } from './define.ts';
import type { CliForm } from './managed-object.ts';
import { flagOf, pascalCase, textOf } from './values.ts';

interface ServiceRow {
  readonly name: string;
  readonly services: Services;
}

/** Descriptors have at most 32 characters. */
function descriptor(name: string): string {
  const short = name === 'forwardNoAnswerSeconds' ? 'noAnswerSeconds' : name;
  return `offhookService${pascalCase(short)}`;
}

function forward(name: ForwardName, tr104: string, help: string): Readable<ServiceRow> {
  return {
    name,
    type: { kind: 'text', max: limits.dialledLength },
    access: 'write',
    help,
    cli: { keyword: name.toLowerCase(), value: '<number>' },
    snmp: descriptor(name),
    tr104,
    read: ({ services }) => services[name] ?? null,
  };
}

/** Whether that number counts: read as off where there is none. */
function forwardSwitch(which: ForwardName, snmp: string, tr104: string): Readable<ServiceRow> {
  const word = which.toLowerCase();
  return {
    name: `${which}Enabled`,
    type: { kind: 'boolean', initial: false },
    access: 'write',
    help: `whether calls go to the number of ${which}; switched off it is kept`,
    cli: { on: `${word}on`, off: `${word}off` },
    snmp,
    tr104,
    read: ({ services }) => forwardOf(services, which) !== undefined,
  };
}

function flag(
  name: 'doNotDisturb' | 'rejectAnonymous' | 'hideIdentity',
  tr104: string,
  cli: CliForm,
  help: string,
): Readable<ServiceRow> {
  return {
    name,
    type: { kind: 'boolean', initial: false },
    access: 'write',
    help,
    cli,
    snmp: descriptor(name),
    tr104,
    read: ({ services }) => services[name],
  };
}

function limit(
  name: 'forwardNoAnswerSeconds' | 'callsMax' | 'callsPerHour' | 'minutesPerDay',
  max: number,
  help: string,
  tr104 = `X_<VID>_${pascalCase(name)}`,
): Readable<ServiceRow> {
  return {
    name,
    type: { kind: 'integer', min: 0, max },
    access: 'write',
    help,
    cli: { keyword: name.toLowerCase(), value: '<n>' },
    snmp: descriptor(name),
    tr104,
    read: ({ services }) => services[name],
  };
}

function prefixes(name: 'allowedPrefixes' | 'deniedPrefixes', help: string): Readable<ServiceRow> {
  return {
    name,
    type: { kind: 'text', max: limits.prefixesMax * 16 },
    access: 'write',
    help,
    cli: { keyword: name.toLowerCase(), value: '<prefix>[,<prefix>…]' },
    snmp: descriptor(name),
    tr104: `X_<VID>_${pascalCase(name)}`,
    read: ({ services }) => services[name].join(','),
  };
}

export const userServices = defineTable<ServiceRow>({
  name: 'user-services',
  title: 'service',
  cli: ['voip', 'sip', 'service'],
  snmp: 'offhookServiceTable',
  tr104: 'CallControl.CallingFeatures.Set.{i}.',
  help: 'services of users: forwarding, do not disturb, anonymity, limits',
  list: ['name', 'forwardAlways', 'forwardBusy', 'forwardNoAnswer', 'doNotDisturb', 'callsMax'],
  objects: [
    {
      name: 'name',
      type: { kind: 'text', min: 1, max: limits.nameLength },
      access: 'index',
      help: 'the user',
      snmp: 'offhookServiceName',
      read: ({ name }) => name,
    },
    forward('forwardAlways', 'CallForwardUnconditionalNumber', 'where every call goes instead'),
    forwardSwitch(
      'forwardAlways',
      'offhookServiceForwardAlwaysOn',
      'CallForwardUnconditionalEnable',
    ),
    forward('forwardBusy', 'CallForwardOnBusyNumber', 'where calls go while every port is busy'),
    forwardSwitch('forwardBusy', 'offhookServiceForwardBusyOn', 'CallForwardOnBusyEnable'),
    forward(
      'forwardNoAnswer',
      'CallForwardOnNoAnswerNumber',
      'where calls go that nobody answers in time',
    ),
    forwardSwitch(
      'forwardNoAnswer',
      'offhookServiceForwardNoAnswerOn',
      'CallForwardOnNoAnswerEnable',
    ),
    limit(
      'forwardNoAnswerSeconds',
      limits.forwardSecondsMax,
      'how long that is, in seconds',
      'CallForwardOnNoAnswerRingTimeout',
    ),
    flag('doNotDisturb', 'DoNotDisturbEnable', { on: 'dnd', off: 'nodnd' }, 'no port rings'),
    flag(
      'rejectAnonymous',
      'AnonymousCallRejectionEnable',
      { on: 'rejectanonymous', off: 'acceptanonymous' },
      'calls without a number are refused',
    ),
    flag(
      'hideIdentity',
      'AnonymousCallEnable',
      { on: 'hideidentity', off: 'showidentity' },
      'calls are made without the number of the user',
    ),
    limit(
      'callsMax',
      limits.callsOfUserMax,
      'calls to servers at a time; 0: no limit',
      'SIP.Client.{i}.MaxSessions',
    ),
    limit('callsPerHour', limits.callsOfUserMax, 'calls to servers in an hour; 0: no limit'),
    limit('minutesPerDay', limits.minutesPerDayMax, 'minutes to servers in a day; 0: no limit'),
    prefixes('allowedPrefixes', 'prefixes that this user may call all the same'),
    prefixes('deniedPrefixes', 'prefixes that this user may not call'),
  ],
  rows: (view) =>
    view.configuration().users.map((user) => ({ name: user.name, services: servicesOf(user) })),
  acts: {
    set: (configuration, name, values) =>
      setServices(configuration, name, {
        forwardAlways: textOf(values, 'forwardAlways'),
        forwardAlwaysEnabled: flagOf(values, 'forwardAlwaysEnabled'),
        forwardBusy: textOf(values, 'forwardBusy'),
        forwardBusyEnabled: flagOf(values, 'forwardBusyEnabled'),
        forwardNoAnswer: textOf(values, 'forwardNoAnswer'),
        forwardNoAnswerEnabled: flagOf(values, 'forwardNoAnswerEnabled'),
        forwardNoAnswerSeconds: textOf(values, 'forwardNoAnswerSeconds'),
        doNotDisturb: flagOf(values, 'doNotDisturb'),
        rejectAnonymous: flagOf(values, 'rejectAnonymous'),
        hideIdentity: flagOf(values, 'hideIdentity'),
        callsMax: textOf(values, 'callsMax'),
        callsPerHour: textOf(values, 'callsPerHour'),
        minutesPerDay: textOf(values, 'minutesPerDay'),
        allowedPrefixes: textOf(values, 'allowedPrefixes'),
        deniedPrefixes: textOf(values, 'deniedPrefixes'),
      }),
  },
});
