/**
 * Parameters of the configuration as the machines and the endpoint want them: milliseconds, lists,
 * policies.
 */
import type { Configuration } from '../domain/configuration.ts';
import type { AttemptSettings } from '../domain/health.ts';
import type { HuntPolicy } from '../domain/invite-outcome.ts';
import { readDaemons } from '../domain/media-engine.ts';
import { numberSetting, setting } from '../domain/protocol.ts';
import type { Route } from '../domain/resolve.ts';
import type { Side } from '../domain/side.ts';
import { type Country, isCountry } from '../domain/tones.ts';
import type { Timers } from '../sip/transaction/timers.ts';
import type { SessionTerms } from '../sip/ua/session-timer.ts';
import type { MediaSettings } from './world.ts';

export function attemptSettings(
  configuration: Configuration,
  kind: 'register' | 'invite',
): AttemptSettings {
  const number = (name: Parameters<typeof numberSetting>[1]) => numberSetting(configuration, name);
  return {
    attemptMs: number(kind === 'register' ? 'register-attempt-ms' : 'invite-attempt-ms'),
    suspectAttemptMs: number('suspect-attempt-ms'),
    downAttemptMs: number('down-attempt-ms'),
  };
}

export function huntPolicy(configuration: Configuration, { kind }: Route): HuntPolicy {
  if (kind === 'emergency') return { invitePolicy: 'emergency', also: [] };
  return {
    invitePolicy: setting(configuration, 'invite-policy') === 'manual' ? 'manual' : 'rfc3263',
    also: setting(configuration, 'hunt-also')
      .split(',')
      .filter((text) => text !== '')
      .map(Number),
  };
}

/** Read whenever a transaction begins, so that a change counts from the next one on. */
export function liveTimers(configuration: () => Configuration): Timers {
  return {
    get t1Ms() {
      return numberSetting(configuration(), 't1');
    },
    get t2Ms() {
      return numberSetting(configuration(), 't2');
    },
    get t4Ms() {
      return numberSetting(configuration(), 't4');
    },
  };
}

/** Whether somebody on that side may transfer calls: servers only where the operator says so. */
export function mayTransfer(configuration: Configuration, side: Side): boolean {
  return side === 'lan' || setting(configuration, 'transfer-from-servers') === 'on';
}

/** RFC 4028 §5: no interval below 90 s; 0 asks for none. */
export function sessionTerms(configuration: Configuration): SessionTerms {
  const minSeconds = 90;
  const asked = numberSetting(configuration, 'session-timer');
  return { expiresSeconds: asked === 0 ? 0 : Math.max(asked, minSeconds), minSeconds };
}

export function countryOf(configuration: Configuration): Country {
  const name = setting(configuration, 'country');
  return isCountry(name) ? name : 'us';
}

/** Tones that are heard without a call that counts; emergency calls have room of their own. */
const toneSessions = 32;

/** `hosts`: what others reach each side by, where that is not its address. */
export function mediaSettings(
  configuration: Configuration,
  hosts: Readonly<Record<Side, string | undefined>>,
): MediaSettings {
  const { lan, wan } = configuration.interfaces;
  const [low = '', high = ''] = setting(configuration, 'rtp-port-range').split('-');
  return {
    sides: {
      lan: { ...lan, advertise: lan.advertise ?? hosts.lan },
      wan: { ...wan, advertise: wan.advertise ?? hosts.wan },
    },
    ports: { low: Number(low), high: Number(high) },
    inactivityMs: numberSetting(configuration, 'media-inactivity') * 1000,
    sessionsMax: numberSetting(configuration, 'calls-max') + toneSessions,
    daemons: readDaemons(setting(configuration, 'media-engine')),
  };
}
