/**
 * What the agent counts about datagrams: RFC 3418 snmp, RFC 3412 MPD, RFC 3414 USM, and its own
 * refusals.
 */

export const counterNames = [
  'inPkts',
  'outPkts',
  'inBadVersions',
  'inBadCommunityNames',
  'inBadCommunityUses',
  'inAsnParseErrs',
  'silentDrops',
  'unknownSecurityModels',
  'invalidMsgs',
  'unknownPduHandlers',
  'unknownContexts',
  'unsupportedSecLevels',
  'notInTimeWindows',
  'unknownUserNames',
  'unknownEngineIds',
  'wrongDigests',
  'decryptionErrors',
  'refusedSources',
  'refusedSizes',
  'refusedRates',
  'outTraps',
  'informsConfirmed',
  'notificationsFailed',
  'notificationsDropped',
] as const;

export type CounterName = (typeof counterNames)[number];

export type Counts = Readonly<Record<CounterName, number>>;

export function noCounts(): Record<CounterName, number> {
  return {
    inPkts: 0,
    outPkts: 0,
    inBadVersions: 0,
    inBadCommunityNames: 0,
    inBadCommunityUses: 0,
    inAsnParseErrs: 0,
    silentDrops: 0,
    unknownSecurityModels: 0,
    invalidMsgs: 0,
    unknownPduHandlers: 0,
    unknownContexts: 0,
    unsupportedSecLevels: 0,
    notInTimeWindows: 0,
    unknownUserNames: 0,
    unknownEngineIds: 0,
    wrongDigests: 0,
    decryptionErrors: 0,
    refusedSources: 0,
    refusedSizes: 0,
    refusedRates: 0,
    outTraps: 0,
    informsConfirmed: 0,
    notificationsFailed: 0,
    notificationsDropped: 0,
  };
}

/** The sum of both: counters go on over a restart of the process that counts. */
export function addCounts(left: Counts, right: Counts): Counts {
  const sum = noCounts();
  for (const name of counterNames) sum[name] = left[name] + right[name];
  return sum;
}
