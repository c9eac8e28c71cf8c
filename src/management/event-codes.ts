/**
 * The catalogue of events: what each code means, what causes it, what to do. `explain <code>`
 * prints a row.
 */
import { callEventCodes, type EventCode } from './call-event-codes.ts';
import { networkEventCodes } from './network-event-codes.ts';

export const eventCodes = {
  'registration.up': {
    severity: 'info',
    meaning: 'A line has a binding at a server.',
    causes: 'The registrar accepted its REGISTER.',
    action: 'Nothing.',
  },
  'registration.lost': {
    severity: 'warning',
    meaning: 'A line that was registered has no binding any more.',
    causes: 'No server of the list accepted its refresh: see the tries.',
    action: 'Look at the last refusal of the user and at the health of the servers.',
  },
  'registration.refused': {
    severity: 'error',
    meaning: 'Every server refused a line for good; it is asked again seldom.',
    causes: 'Wrong login or password, an unknown user, or a user that the provider has barred.',
    action: 'Correct the user; any change of it makes the line try again at once.',
  },
  'registration.not-bound': {
    severity: 'error',
    meaning: 'A server has accepted a line, but where the line is reached is not in its answer.',
    causes:
      'A registrar that drops the Contact or grants no lease, or something on the way changes it.',
    action:
      'Compare the two with "voip trace line <user>"; switch off what helps SIP in the router.',
  },
  'registration.moved': {
    severity: 'warning',
    meaning: 'A line is registered at another server than before.',
    causes: 'The server before it did not answer or refused: see the tries.',
    action: 'Look at the health of the server that the line has left.',
  },
  'registration.removed': {
    severity: 'info',
    meaning: 'A line has given its binding back.',
    causes: 'It was detached, deleted or the gateway stops.',
    action: 'Nothing.',
  },
  'server.up': {
    severity: 'info',
    meaning: 'A server answers again.',
    causes: 'Enough probes or requests in a row were answered.',
    action: 'Nothing; lines return as the fail-back mode of the list says.',
  },
  'server.suspect': {
    severity: 'warning',
    meaning: 'A server left a request unanswered.',
    causes: 'Loss on the way, an overloaded or dying server.',
    action: 'Watch it; attempts there are shortened until it answers.',
  },
  'server.down': {
    severity: 'error',
    meaning: 'A server cannot be reached.',
    causes: 'Its port is closed, its name does not resolve, or probes stay unanswered.',
    action: 'Check the server and the network; walks pass it quickly meanwhile.',
  },
  'server.connection-lost': {
    severity: 'warning',
    meaning: 'A connection over which lines are registered is gone; they register anew.',
    causes:
      'The server closed it or was restarted, a NAT forgot it, or keep-alives stay unanswered.',
    action: 'Nothing, if it is rare; else see the reason, and set keep-alive-interval lower.',
  },
  'server.quarantined': {
    severity: 'warning',
    meaning: 'A server asked to be left alone for a while.',
    causes: 'It answered 503 with Retry-After.',
    action: 'Nothing; it is asked again when the time is over.',
  },
  'entries.limit-reached': {
    severity: 'warning',
    meaning: 'All entries are in use: no user or forwarding rule can be added.',
    causes: 'Users and forwarding rules share 100 entries.',
    action: 'Delete entries that are not needed.',
  },
  'entries.limit-cleared': {
    severity: 'info',
    meaning: 'Entries are free again.',
    causes: 'A user or a forwarding rule was deleted.',
    action: 'Nothing.',
  },
  'configuration.changed': {
    severity: 'info',
    meaning: 'The configuration has a new revision.',
    causes: 'A command of the face and the person named.',
    action: 'Nothing; "system config rollback" goes back.',
  },
  'configuration.on-trial': {
    severity: 'info',
    meaning: 'The configuration goes back by itself unless it is confirmed.',
    causes: 'Somebody asked for a way back before a change that might lock them out.',
    action: 'If all is well: "system config confirm". To go back at once: "system config revert".',
  },
  'configuration.confirmed': {
    severity: 'info',
    meaning: 'What was changed on trial stands.',
    causes: 'Somebody confirmed it.',
    action: 'Nothing.',
  },
  'configuration.reverted': {
    severity: 'warning',
    meaning: 'The configuration before the trial is in force again.',
    causes: 'Nobody confirmed in time, or somebody asked for it.',
    action: 'See "system config diff" for what was taken back.',
  },
  'configuration.not-reverted': {
    severity: 'error',
    meaning: 'Nobody confirmed in time, and the way back was refused; it is tried again.',
    causes: 'A full disk, or an address that is gone by now: see the text.',
    action: 'Remove the cause, or confirm what is in force.',
  },
  'security.authentication-failed': {
    severity: 'warning',
    meaning: 'Somebody gave wrong credentials.',
    causes: 'A mistyped password, or guessing.',
    action: 'Look at the source; repeated failures are slowed down.',
  },
  'security.call-refused': {
    severity: 'warning',
    meaning: 'A call from outside was not let in.',
    causes: 'It did not come from a configured server.',
    action: 'Nothing, unless the server should be known.',
  },
  'security.flood': {
    severity: 'warning',
    meaning: 'Somebody unknown sends more messages than are taken from one address.',
    causes: 'A scanner or a flood; or a phone that never says who it is.',
    action: 'Block the source if it goes on; "stranger-rate" is what is let through.',
  },
  'session.opened': {
    severity: 'info',
    meaning: 'Somebody logged in to manage the gateway.',
    causes: 'The right password or key of a local user.',
    action: 'Nothing, unless nobody should have.',
  },
  'session.closed': {
    severity: 'info',
    meaning: 'Somebody logged out.',
    causes: 'The person ended the session.',
    action: 'Nothing.',
  },
  'cwmp.acs-changed': {
    severity: 'warning',
    meaning: 'The ACS has put another in its place.',
    causes: 'It set Device.ManagementServer.URL.',
    action: 'Nothing, if the new ACS is yours; else set the URL back and change the credentials.',
  },
  'cwmp.acs-rolled-back': {
    severity: 'warning',
    meaning: 'The ACS before is used again.',
    causes: 'The one that took its place has not answered.',
    action: 'Check the URL that the ACS had set.',
  },
  'security.call-denied': {
    severity: 'warning',
    meaning: 'A user may not call this number through a server.',
    causes: 'Its prefix is denied, or a limit of the user is reached: see the facts.',
    action: 'If the call was wanted, allow the prefix or raise the limit of the user.',
  },
  'drill.started': {
    severity: 'info',
    meaning: 'A drill has begun: a server is away, in the shadow world or for one line.',
    causes: 'Somebody ordered it, or it was scheduled.',
    action: 'Nothing; "voip drill stop" ends it.',
  },
  'drill.ended': {
    severity: 'info',
    meaning: 'A drill is over: see its times and the calls lost.',
    causes: 'Its time has passed and the lines are back, or it was stopped.',
    action: 'Compare the times with what you promise; "voip drill show" has all of it.',
  },
  'drill.refused': {
    severity: 'warning',
    meaning: 'A scheduled drill was not held.',
    causes: 'Its server or line is gone or busy, no other server is left, or another drill runs.',
    action: 'See the reason; change the schedule if it is to stay so.',
  },
  'gateway.started': {
    severity: 'info',
    meaning: 'The gateway is ready.',
    causes: 'It was started.',
    action: 'Nothing.',
  },
  'gateway.stopping': {
    severity: 'info',
    meaning: 'The gateway refuses new calls and gives its bindings back.',
    causes: 'It was told to stop.',
    action: 'Nothing.',
  },
  'gateway.fault': {
    severity: 'error',
    meaning: 'A part of the gateway failed and is started again.',
    causes: 'A fault of ours.',
    action: 'Report it with the log around it.',
  },
  ...networkEventCodes,
  ...callEventCodes,
} as const satisfies Record<string, EventCode>;

export type KnownEventCode = keyof typeof eventCodes;
