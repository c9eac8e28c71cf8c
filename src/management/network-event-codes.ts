/** What happens to addresses, ports and TLS: a part of the catalogue of events. */
import type { EventCode } from './call-event-codes.ts';

export const networkEventCodes = {
  'network.address-changed': {
    severity: 'warning',
    meaning: 'The machine has another address than before.',
    causes: 'DHCP, a new connection to the provider, an interface that came or went.',
    action: 'Nothing: listeners on every address follow, lines register anew, calls are told.',
  },
  'network.address-lost': {
    severity: 'error',
    meaning: 'The machine no longer has the one address that a side listens on.',
    causes: 'DHCP gave another, an interface went down or was renamed, a cable was pulled.',
    action:
      'Give the machine its address back, or the interface another: "voip sip interface set".',
  },
  'network.address-back': {
    severity: 'info',
    meaning: 'The address that a side listens on is there again: it is opened anew.',
    causes: 'The interface is up again, or has its address again.',
    action: 'Nothing; lines register anew.',
  },
  'network.tls-missing': {
    severity: 'error',
    meaning: 'The gateway has started without TLS: whoever is behind it is not asked.',
    causes: 'A file of tls-ca, tls-cert or tls-key is missing or not sound; the port is taken.',
    action: 'Put the file in its place, or free the port: TLS is then used without a restart.',
  },
  'network.tls-back': {
    severity: 'info',
    meaning: 'TLS, without which the gateway has started, is to be had.',
    causes: 'Its files are there, or another was set; its port is free.',
    action: 'Nothing; lines behind TLS register.',
  },
  'network.not-listening': {
    severity: 'error',
    meaning: 'The web page, the metrics or the console cannot be served where they are set to be.',
    causes: 'Another program has the port, the address is not ours, or a file of TLS is missing.',
    action: 'Free the port or set another; it is tried again with every change.',
  },
  'network.port-renewed': {
    severity: 'info',
    meaning: 'A server that fell silent is asked from another port, or over another connection.',
    causes: 'A NAT or firewall that holds a stale state of the old one; or the server is down.',
    action: 'Nothing, unless the server stays silent: then look at it.',
  },
  'network.seen-elsewhere': {
    severity: 'info',
    meaning: 'A server sees the gateway at another address or port than before.',
    causes: 'A NAT on the way, or one that has mapped anew: a new public address, a restart of it.',
    action: 'Nothing: lines register anew and calls are told. "learn-address off" ends that.',
  },
} as const satisfies Record<string, EventCode>;
