/** The face of a syslog server: every event of the log goes there. */
import { hostname } from 'node:os';
import type { Configuration } from '../../domain/configuration.ts';
import { formatContact } from '../../domain/contact.ts';
import { setting } from '../../domain/protocol.ts';
import type { Face, FaceContext } from '../face.ts';
import { type Link, openLink } from './link.ts';
import { syslogMessage } from './message.ts';

export function createSyslogFace({ events, clock, log }: FaceContext): Face {
  const origin = { hostname: hostname(), processId: process.pid };
  let link: Link | undefined;
  let current = 'off';
  const stopHearing = events.subscribe((event) => link?.send(syslogMessage(event, origin)));

  function close(): void {
    link?.close();
    link = undefined;
    current = 'off';
  }

  return {
    async apply(configuration: Configuration) {
      const { syslogTarget } = configuration.web;
      const authorities = setting(configuration, 'tls-ca') || undefined;
      const wanted = syslogTarget ? `${formatContact(syslogTarget)} ${authorities ?? ''}` : 'off';
      if (wanted === current) return;
      close();
      if (!syslogTarget) return;
      link = openLink(syslogTarget, authorities, clock);
      current = wanted;
      log.info({ target: formatContact(syslogTarget) }, 'events are sent to a syslog server');
    },
    async stop() {
      stopHearing();
      close();
    },
  };
}
