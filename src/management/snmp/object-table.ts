/** The objects of OFFHOOK-MIB, made from `mibs/OFFHOOK-MIB.txt` by the test of the same name. */

/** Where the MIB is registered: netSnmpPlaypen, until it has a number of its own. */
export const mibArc = '1.3.6.1.4.1.8072.9999.9999.4246';

/**
 * Name, place below the arc, access, syntax with its sizes or labels, and whether a row needs it.
 */
export const objectTable = `
offhookSysVersion 1.1.1 readOnly octets 0..64
offhookSysOperStatus 1.1.2 readOnly enumeration starting=1 up=2 degraded=3 stopping=4
offhookSysStartTime 1.1.3 readOnly dateAndTime
offhookSysConfigLastChange 1.1.4 readOnly timeStamp
offhookSysCounterDiscontinuity 1.1.5 readOnly timeStamp
offhookSysConfigRevision 1.1.6 readOnly gauge32
offhookSysAlarms 1.1.7 readOnly octets 0..255
offhookSysState 1.1.8 readOnly enumeration starting=1 running=2 draining=3 stopped=4
offhookSysConfigConfirmBy 1.1.9 readOnly dateAndTime
offhookEntriesLimit 1.2.1 readOnly unsigned 1..10000
offhookEntriesUsed 1.2.2 readOnly gauge32
offhookEntriesUsers 1.2.3 readOnly gauge32
offhookEntriesForwards 1.2.4 readOnly gauge32
offhookEntriesRejected 1.2.5 readOnly counter32
offhookRegUsersEnabled 1.3.1 readOnly gauge32
offhookRegUsersRegistered 1.3.2 readOnly gauge32
offhookRegUsersOnFailover 1.3.3 readOnly gauge32
offhookRegAttempts 1.3.4 readOnly counter32
offhookRegSuccesses 1.3.5 readOnly counter32
offhookRegRejects 1.3.6 readOnly counter32
offhookRegTimeouts 1.3.7 readOnly counter32
offhookRegFailovers 1.3.8 readOnly counter32
offhookCallsActive 1.4.1 readOnly gauge32
offhookCallsPeak 1.4.2 readOnly gauge32
offhookCallsOutAttempts 1.4.3 readOnly counter32
offhookCallsOutAnswered 1.4.4 readOnly counter32
offhookCallsInAttempts 1.4.5 readOnly counter32
offhookCallsInAnswered 1.4.6 readOnly counter32
offhookCallsLocal 1.4.7 readOnly counter32
offhookCallsForwarded 1.4.8 readOnly counter32
offhookCallsFailed 1.4.9 readOnly counter32
offhookCallsNoRoute 1.4.10 readOnly counter32
offhookCallsInviteFailovers 1.4.11 readOnly counter32
offhookCallsSeconds 1.4.12 readOnly counter64
offhookNotifyEnable 1.11.1 readWrite bits registration=0 server=1 capacity=2 call=3
offhookNotifyMinInterval 1.11.2 readWrite unsigned 0..3600
offhookNotifySuppressed 1.11.3 readOnly counter32
offhookNotifyDropped 1.11.4 readOnly counter32
offhookNotifyUserName 1.12.1 notify octets 0..32
offhookNotifyServerKind 1.12.2 notify enumeration none=0 location=1 proxy=2
offhookNotifyServerFrom 1.12.3 notify octets 0..32
offhookNotifyServerTo 1.12.4 notify octets 0..32
offhookNotifySipStatus 1.12.5 notify unsigned 0|100..699
offhookNotifyReason 1.12.6 notify octets 0..128
offhookNotifyCount 1.12.7 notify gauge32
offhookAdminCountryCode 1.13.1 readWrite octets 0..3
offhookAdminInternationalPrefix 1.13.2 readWrite octets 0..8
offhookDrillName 1.19.1 readOnly octets 0..10
offhookDrillServer 1.19.2 readOnly octets 0..32
offhookDrillMode 1.19.3 readOnly enumeration none=0 shadow=1 live=2
offhookDrillLine 1.19.4 readOnly octets 0..32
offhookDrillSeconds 1.19.5 readOnly gauge32
offhookDrillState 1.19.6 readOnly enumeration none=0 running=1 finished=2 stopped=3
offhookDrillReason 1.19.7 readOnly octets 0..255
offhookDrillStartedAt 1.19.8 readOnly dateAndTime
offhookDrillEndedAt 1.19.9 readOnly dateAndTime
offhookDrillNoticedMs 1.19.10 readOnly gauge32
offhookDrillMovedMs 1.19.11 readOnly gauge32
offhookDrillReturnedMs 1.19.12 readOnly gauge32
offhookDrillLines 1.19.13 readOnly gauge32
offhookDrillLinesMoved 1.19.14 readOnly gauge32
offhookDrillLinesReturned 1.19.15 readOnly gauge32
offhookDrillCalls 1.19.16 readOnly gauge32
offhookDrillCallsLost 1.19.17 readOnly gauge32
offhookRegistrationLost 0.1 notification offhookNotifyUserName offhookNotifyServerKind
 offhookNotifyServerFrom offhookNotifySipStatus offhookNotifyReason offhookNotifyCount
offhookRegistrationRestored 0.2 notification offhookNotifyUserName offhookNotifyServerKind
 offhookNotifyServerTo offhookNotifyCount
offhookServerFailover 0.3 notification offhookNotifyUserName offhookNotifyServerKind
 offhookNotifyServerFrom offhookNotifyServerTo offhookNotifySipStatus offhookNotifyReason
 offhookNotifyCount
offhookServerMasterRestored 0.4 notification offhookNotifyServerKind offhookNotifyServerTo
 offhookNotifyCount
offhookEntryLimitReached 0.5 notification offhookEntriesUsed offhookEntriesLimit
 offhookNotifyCount
offhookEntryLimitCleared 0.6 notification offhookEntriesUsed offhookEntriesLimit
 offhookNotifyCount
offhookCallFailed 0.7 notification offhookNotifyUserName offhookNotifySipStatus
 offhookNotifyReason offhookNotifyCount
`;
