/** Services of users and their codes as commands. */
import { commandLine, type Pair } from './command-line.ts';
import type { ServiceCode, User } from './configuration.ts';
import { noServices, servicesOf } from './services.ts';

/** Only what is set away from its default. */
export function serviceLines(user: User): string[] {
  const services = servicesOf(user);
  const number = (key: NumberService): string | undefined =>
    services[key] === noServices[key] ? undefined : String(services[key]);
  const pairs: Pair[] = [
    ['forwardalways', services.forwardAlways],
    ['forwardbusy', services.forwardBusy],
    ['forwardnoanswer', services.forwardNoAnswer],
    ['forwardnoanswerseconds', number('forwardNoAnswerSeconds')],
    ['callsmax', number('callsMax')],
    ['callsperhour', number('callsPerHour')],
    ['minutesperday', number('minutesPerDay')],
    ['allowedprefixes', services.allowedPrefixes.join(',') || undefined],
    ['deniedprefixes', services.deniedPrefixes.join(',') || undefined],
  ];
  const flags = [
    !services.forwardAlwaysEnabled && 'forwardalwaysoff',
    !services.forwardBusyEnabled && 'forwardbusyoff',
    !services.forwardNoAnswerEnabled && 'forwardnoansweroff',
    services.doNotDisturb && 'dnd',
    services.rejectAnonymous && 'rejectanonymous',
    services.hideIdentity && 'hideidentity',
  ];
  const isSaid = pairs.some(([, text]) => text !== undefined) || flags.some((one) => one !== false);
  return isSaid ? [commandLine(['voip', 'sip', 'service', 'set', user.name], pairs, flags)] : [];
}

type NumberService = 'forwardNoAnswerSeconds' | 'callsMax' | 'callsPerHour' | 'minutesPerDay';

export function serviceCodeLine({ name, service, port, ...codes }: ServiceCode): string {
  return commandLine(
    ['voip', 'ep', 'code', 'create', name],
    [
      ['service', service],
      ['port', port],
      ['on-prefix', codes.onPrefix],
      ['on-suffix', codes.onSuffix],
      ['off-prefix', codes.offPrefix],
      ['react-prefix', codes.reactPrefix],
      ['erase-prefix', codes.erasePrefix],
    ],
  );
}
