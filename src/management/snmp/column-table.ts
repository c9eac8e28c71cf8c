/** The columns of OFFHOOK-MIB, made from `mibs/OFFHOOK-MIB.txt` like `object-table.ts`. */

/** As there. */
export const columnTable = `
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
offhookUserNewMessages 1.5.1.45 readOnly gauge32
offhookUserOldMessages 1.5.1.46 readOnly gauge32
offhookUserServiceRoute 1.5.1.47 readOnly octets 0..255
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
offhookLocServerCodecs 1.6.1.20 readCreate octets 0..255
offhookLocServerSrtp 1.6.1.21 readCreate enumeration off=1 preferred=2 required=3
offhookLocServerTrusted 1.6.1.22 readCreate truth
offhookLocServerIdentity 1.6.1.23 readCreate enumeration hidden=1 preferred=2 asserted=3
offhookLocServerNumbers 1.6.1.24 readCreate enumeration dialled=1 e164=2 national=3
offhookLocServerRegisters 1.6.1.25 readCreate truth
offhookLocServerExpires 1.6.1.26 readCreate unsigned 0|60..86400
offhookLocServerKeepAlive 1.6.1.27 readCreate enumeration gateway=1 auto=2 none=3 crlf=4
 empty=5 options=6
offhookLocServerSeenAt 1.6.1.28 readOnly octets 0..255
offhookLocServerEmergencyUri 1.6.1.29 readCreate enumeration number=1 sos=2
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
offhookProxyServerCodecs 1.7.1.21 readCreate octets 0..255
offhookProxyServerSrtp 1.7.1.22 readCreate enumeration off=1 preferred=2 required=3
offhookProxyServerTrusted 1.7.1.23 readCreate truth
offhookProxyServerIdentity 1.7.1.24 readCreate enumeration hidden=1 preferred=2 asserted=3
offhookProxyServerNumbers 1.7.1.25 readCreate enumeration dialled=1 e164=2 national=3
offhookProxyServerRegisters 1.7.1.26 readCreate truth
offhookProxyServerExpires 1.7.1.27 readCreate unsigned 0|60..86400
offhookProxyServerKeepAlive 1.7.1.28 readCreate enumeration gateway=1 auto=2 none=3 crlf=4
 empty=5 options=6
offhookProxyServerSeenAt 1.7.1.29 readOnly octets 0..255
offhookProxyServerEmergencyUri 1.7.1.30 readCreate enumeration number=1 sos=2
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
offhookPortCodecs 1.9.1.17 readCreate octets 0..255
offhookPortSrtp 1.9.1.18 readCreate enumeration off=1 preferred=2 required=3
offhookPortRing 1.9.1.19 readOnly octets 0..32
offhookPortHotlineOn 1.9.1.20 readCreate truth
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
offhookServiceForwardAlwaysOn 1.14.1.14 readWrite truth
offhookServiceForwardBusyOn 1.14.1.15 readWrite truth
offhookServiceForwardNoAnswerOn 1.14.1.16 readWrite truth
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
offhookCallLogId 1.18.1.1 notAccessible octets 1..64
offhookCallLogDirection 1.18.1.2 readOnly enumeration internal=1 outgoing=2 incoming=3
offhookCallLogFrom 1.18.1.3 readOnly octets 0..255
offhookCallLogTo 1.18.1.4 readOnly octets 0..255
offhookCallLogStart 1.18.1.5 readOnly dateAndTime
offhookCallLogConnected 1.18.1.6 readOnly dateAndTime
offhookCallLogEnd 1.18.1.7 readOnly dateAndTime
offhookCallLogDuration 1.18.1.8 readOnly gauge32
offhookCallLogVerdict 1.18.1.9 readOnly enumeration success=1 clientError=2 upstreamError=3
 serverError=4 indeterminate=5
offhookCallLogCause 1.18.1.10 readOnly octets 0..64
offhookCallLogRoute 1.18.1.11 readOnly octets 0..64
offhookCallLogServer 1.18.1.12 readOnly octets 0..32
offhookCallLogServersTried 1.18.1.13 readOnly gauge32
offhookCallLogTries 1.18.1.14 readOnly octets 0..255
offhookCallLogMedia 1.18.1.15 readOnly octets 0..255
offhookCallLogSilent 1.18.1.16 readOnly enumeration none=0 caller=1 called=2
offhookCallLogMediaFault 1.18.1.17 readOnly octets 0..255
offhookCallLogTransfers 1.18.1.18 readOnly octets 0..255
offhookCallLogJoinedTo 1.18.1.19 readOnly octets 0..64
offhookRingName 1.22.1.1 notAccessible octets 1..32
offhookRingCadence 1.22.1.2 readCreate octets 1..32 required
offhookRingCaller 1.22.1.3 readCreate octets 0..32
offhookRingNumber 1.22.1.4 readCreate octets 0..32
offhookRingServer 1.22.1.5 readCreate octets 0..32
offhookRingStorageType 1.22.1.6 readCreate storageType
offhookRingRowStatus 1.22.1.7 readCreate rowStatus
offhookCodeName 1.23.1.1 notAccessible octets 1..32
offhookCodeService 1.23.1.2 readCreate octets 1..32 required
offhookCodePort 1.23.1.3 readCreate octets 0..32
offhookCodeOnPrefix 1.23.1.4 readCreate octets 0..10
offhookCodeOnSuffix 1.23.1.5 readCreate octets 0..10
offhookCodeOffPrefix 1.23.1.6 readCreate octets 0..10
offhookCodeReactPrefix 1.23.1.7 readCreate octets 0..10
offhookCodeErasePrefix 1.23.1.8 readCreate octets 0..10
offhookCodeStorageType 1.23.1.9 readCreate storageType
offhookCodeRowStatus 1.23.1.10 readCreate rowStatus
`;
