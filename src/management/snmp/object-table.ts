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
offhookUserName 1.5.1.1 notAccessible octets 1..32
offhookUserAddress 1.5.1.2 readCreate octets 1..32 required
offhookUserAreaCode 1.5.1.3 readCreate octets 0..10
offhookUserLogin 1.5.1.4 readCreate octets 0..255
offhookUserPassword 1.5.1.5 readCreate octets 0..255
offhookUserDomain 1.5.1.6 readCreate octets 0..255
offhookUserTransport 1.5.1.7 readCreate enumeration udp=1 tcp=2 tls=3
offhookUserPseudonym 1.5.1.8 readCreate octets 0..64
offhookUserPorts 1.5.1.9 readCreate octets 0..255
offhookUserNumber 1.5.1.10 readOnly octets 0..42
offhookUserEffectiveDomain 1.5.1.11 readOnly octets 0..255
offhookUserRegState 1.5.1.12 readOnly enumeration up=1 initializing=2 registering=3
 deregistering=4 errorMisconfigured=5 errorNetwork=6 errorRegistration=7 quiescent=8
 disabled=9
offhookUserRegServer 1.5.1.13 readOnly octets 0..32
offhookUserRegServerKind 1.5.1.14 readOnly enumeration none=0 location=1 proxy=2
offhookUserRegWhy 1.5.1.15 readOnly octets 0..255
offhookUserRegLastRefusal 1.5.1.16 readOnly octets 0..255
offhookUserRegNext 1.5.1.17 readOnly octets 0..64
offhookUserRegLastChange 1.5.1.18 readOnly timeStamp
offhookUserRegExpires 1.5.1.19 readOnly gauge32
offhookUserRegLastStatus 1.5.1.20 readOnly unsigned 0|100..699
offhookUserRegAttempts 1.5.1.21 readOnly counter32
offhookUserRegSuccesses 1.5.1.22 readOnly counter32
offhookUserRegFailures 1.5.1.23 readOnly counter32
offhookUserRegFailovers 1.5.1.24 readOnly counter32
offhookUserCallStatus 1.5.1.25 readOnly enumeration idle=1 dialing=2 delivered=3 connected=4
 alerting=5 disconnected=6 busy=7
offhookUserCallsActive 1.5.1.26 readOnly gauge32
offhookUserCallsIn 1.5.1.27 readOnly counter32
offhookUserCallsInConnected 1.5.1.28 readOnly counter32
offhookUserCallsInSeconds 1.5.1.29 readOnly counter64
offhookUserCallsOut 1.5.1.30 readOnly counter32
offhookUserCallsOutConnected 1.5.1.31 readOnly counter32
offhookUserCallsOutSeconds 1.5.1.32 readOnly counter64
offhookUserCallsFailed 1.5.1.33 readOnly counter32
offhookUserStorageType 1.5.1.34 readCreate storageType
offhookUserRowStatus 1.5.1.35 readCreate rowStatus
offhookUserCallsInFailed 1.5.1.36 readOnly counter32
offhookUserCallsInDropped 1.5.1.37 readOnly counter32
offhookUserCallsOutFailed 1.5.1.38 readOnly counter32
offhookUserCallsOutDropped 1.5.1.39 readOnly counter32
offhookUserPacketsReceived 1.5.1.40 readOnly counter64
offhookUserPacketsSent 1.5.1.41 readOnly counter64
offhookUserPacketsLost 1.5.1.42 readOnly counter64
offhookUserBytesReceived 1.5.1.43 readOnly counter64
offhookUserBytesSent 1.5.1.44 readOnly counter64
offhookLocServerName 1.6.1.1 notAccessible octets 1..32
offhookLocServerHost 1.6.1.2 readCreate octets 1..255 required
offhookLocServerPort 1.6.1.3 readCreate unsigned 0..65535
offhookLocServerTransport 1.6.1.4 readCreate enumeration udp=1 tcp=2 tls=3
offhookLocServerMaster 1.6.1.5 readCreate truth
offhookLocServerPosition 1.6.1.6 readCreate unsigned 1..32
offhookLocServerOrder 1.6.1.7 readOnly unsigned 1..32
offhookLocServerOperState 1.6.1.8 readOnly enumeration unknown=1 up=2 suspect=3 down=4
 quarantined=5 disabled=6
offhookLocServerReason 1.6.1.9 readOnly octets 0..255
offhookLocServerLastChange 1.6.1.10 readOnly timeStamp
offhookLocServerLastStatus 1.6.1.11 readOnly unsigned 0|100..699
offhookLocServerUsers 1.6.1.12 readOnly gauge32
offhookLocServerAttempts 1.6.1.13 readOnly counter32
offhookLocServerSuccesses 1.6.1.14 readOnly counter32
offhookLocServerRejects 1.6.1.15 readOnly counter32
offhookLocServerTimeouts 1.6.1.16 readOnly counter32
offhookLocServerFailovers 1.6.1.17 readOnly counter32
offhookLocServerStorageType 1.6.1.18 readCreate storageType
offhookLocServerRowStatus 1.6.1.19 readCreate rowStatus
offhookProxyServerName 1.7.1.1 notAccessible octets 1..32
offhookProxyServerHost 1.7.1.2 readCreate octets 1..255 required
offhookProxyServerPort 1.7.1.3 readCreate unsigned 0..65535
offhookProxyServerTransport 1.7.1.4 readCreate enumeration udp=1 tcp=2 tls=3
offhookProxyServerMaster 1.7.1.5 readCreate truth
offhookProxyServerPosition 1.7.1.6 readCreate unsigned 1..32
offhookProxyServerOrder 1.7.1.7 readOnly unsigned 1..32
offhookProxyServerOperState 1.7.1.8 readOnly enumeration unknown=1 up=2 suspect=3 down=4
 quarantined=5 disabled=6
offhookProxyServerReason 1.7.1.9 readOnly octets 0..255
offhookProxyServerLastChange 1.7.1.10 readOnly timeStamp
offhookProxyServerLastStatus 1.7.1.11 readOnly unsigned 0|100..699
offhookProxyServerCalls 1.7.1.12 readOnly gauge32
offhookProxyServerInvites 1.7.1.13 readOnly counter32
offhookProxyServerAnswered 1.7.1.14 readOnly counter32
offhookProxyServerRefusals 1.7.1.15 readOnly counter32
offhookProxyServerTimeouts 1.7.1.16 readOnly counter32
offhookProxyServerFailovers 1.7.1.17 readOnly counter32
offhookProxyServerStorageType 1.7.1.18 readCreate storageType
offhookProxyServerRowStatus 1.7.1.19 readCreate rowStatus
offhookProxyServerUsers 1.7.1.20 readOnly gauge32
offhookForwardName 1.8.1.1 notAccessible octets 1..32
offhookForwardAddress 1.8.1.2 readCreate octets 1..32 required
offhookForwardHost 1.8.1.3 readCreate octets 1..255 required
offhookForwardPort 1.8.1.4 readCreate unsigned 0..65535
offhookForwardTransport 1.8.1.5 readCreate enumeration udp=1 tcp=2 tls=3
offhookForwardProxy 1.8.1.6 readCreate truth
offhookForwardDomain 1.8.1.7 readCreate octets 0..255
offhookForwardFwaddress 1.8.1.8 readCreate octets 0..32
offhookForwardPriority 1.8.1.9 readCreate unsigned 0..7
offhookForwardOrder 1.8.1.10 readOnly unsigned 1..10000
offhookForwardMatches 1.8.1.11 readOnly counter32
offhookForwardLastMatch 1.8.1.12 readOnly timeStamp
offhookForwardStorageType 1.8.1.13 readCreate storageType
offhookForwardRowStatus 1.8.1.14 readCreate rowStatus
offhookPortName 1.9.1.1 notAccessible octets 1..32
offhookPortKind 1.9.1.2 readCreate enumeration sip=1 soft=2
offhookPortLogin 1.9.1.3 readCreate octets 0..255
offhookPortPassword 1.9.1.4 readCreate octets 0..255
offhookPortContact 1.9.1.5 readCreate octets 0..255
offhookPortDigitMap 1.9.1.6 readCreate octets 0..128
offhookPortDialMask 1.9.1.7 readCreate unsigned 0..32
offhookPortPrefixReplacements 1.9.1.8 readCreate octets 0..255
offhookPortState 1.9.1.9 readOnly octets 0..32
offhookPortRegistered 1.9.1.10 readOnly truth
offhookPortReachedAt 1.9.1.11 readOnly octets 0..255
offhookPortUsers 1.9.1.12 readOnly octets 0..255
offhookPortStorageType 1.9.1.13 readCreate storageType
offhookPortRowStatus 1.9.1.14 readCreate rowStatus
offhookPortHotline 1.9.1.15 readCreate octets 0..64
offhookPortCallWaiting 1.9.1.16 readCreate truth
offhookCallId 1.10.1.1 notAccessible octets 1..64
offhookCallDirection 1.10.1.2 readOnly enumeration internal=1 outgoing=2 incoming=3
offhookCallFrom 1.10.1.3 readOnly octets 0..255
offhookCallTo 1.10.1.4 readOnly octets 0..255
offhookCallUser 1.10.1.5 readOnly octets 0..32
offhookCallState 1.10.1.6 readOnly octets 0..32
offhookCallRemote 1.10.1.7 readOnly octets 0..255
offhookCallProxyServer 1.10.1.8 readOnly octets 0..32
offhookCallForward 1.10.1.9 readOnly octets 0..32
offhookCallRoute 1.10.1.10 readOnly octets 0..64
offhookCallTries 1.10.1.11 readOnly octets 0..255
offhookCallStart 1.10.1.12 readOnly timeStamp
offhookCallDuration 1.10.1.13 readOnly gauge32
offhookCallSipCallId 1.10.1.14 readOnly octets 0..255
offhookServiceName 1.14.1.1 notAccessible octets 1..32
offhookServiceForwardAlways 1.14.1.2 readWrite octets 0..64
offhookServiceForwardBusy 1.14.1.3 readWrite octets 0..64
offhookServiceForwardNoAnswer 1.14.1.4 readWrite octets 0..64
offhookServiceNoAnswerSeconds 1.14.1.5 readWrite unsigned 0..600
offhookServiceDoNotDisturb 1.14.1.6 readWrite truth
offhookServiceRejectAnonymous 1.14.1.7 readWrite truth
offhookServiceHideIdentity 1.14.1.8 readWrite truth
offhookServiceCallsMax 1.14.1.9 readWrite unsigned 0..10000
offhookServiceCallsPerHour 1.14.1.10 readWrite unsigned 0..10000
offhookServiceMinutesPerDay 1.14.1.11 readWrite unsigned 0..100000
offhookServiceAllowedPrefixes 1.14.1.12 readWrite octets 0..512
offhookServiceDeniedPrefixes 1.14.1.13 readWrite octets 0..512
offhookInterfaceName 1.15.1.1 notAccessible octets 1..32
offhookInterfaceAddress 1.15.1.2 readWrite octets 2..45
offhookInterfacePort 1.15.1.3 readWrite unsigned 1..65535
offhookInterfaceAdvertise 1.15.1.4 readWrite octets 0..255
offhookPrefixName 1.16.1.1 notAccessible octets 1..32
offhookPrefixDigits 1.16.1.2 readCreate octets 1..16 required
offhookPrefixReplacement 1.16.1.3 readCreate octets 1..16 required
offhookPrefixPorts 1.16.1.4 readOnly octets 0..255
offhookPrefixStorageType 1.16.1.5 readCreate storageType
offhookPrefixRowStatus 1.16.1.6 readCreate rowStatus
offhookParameterName 1.17.1.1 notAccessible octets 1..32
offhookParameterValue 1.17.1.2 readWrite octets 0..255
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
