/**
 * The parts of `net-snmp` 3.29.2 that the agent uses: USM (RFC 3414) and notifications (RFC 3413
 * §6).
 */
declare module 'net-snmp' {
  export interface Engine {
    readonly engineID: Buffer;
    readonly engineBoots: number;
    readonly engineTime: number;
  }

  export interface UsmUser {
    readonly name: string;
    readonly level: number;
    readonly authProtocol: string;
    readonly authKey: string;
    readonly privProtocol: string;
    readonly privKey: string;
  }

  export interface Binding {
    readonly oid: string;
    readonly type: number;
    readonly value: unknown;
  }

  export interface SecurityParameters {
    msgAuthoritativeEngineID: Buffer;
    msgAuthoritativeEngineBoots: number;
    msgAuthoritativeEngineTime: number;
  }

  export interface OutgoingRequest {
    readonly message: { readonly msgSecurityParameters?: SecurityParameters };
  }

  export interface Session {
    trap(oid: string, varbinds: readonly Binding[], options: object, done: Done): void;
    inform(oid: string, varbinds: readonly Binding[], options: object, done: Done): void;
    /** Of the authoritative engine at the other end, once a report has told it. */
    readonly msgSecurityParameters?: SecurityParameters | null;
    /** Asks for that; `done` hears of an error when it was told, too. */
    sendV3Discovery(pdu: null, feed: null, done: Done, options: object): void;
    /** Called for every message before it is encoded. */
    send(request: OutgoingRequest, noWait?: boolean): Session;
    on(event: 'error' | 'close', listener: (error?: Error) => void): void;
    close(): void;
  }

  export type Done = (error: Error | null) => void;

  export interface SessionOptions {
    readonly version?: number;
    readonly transport?: 'udp4' | 'udp6';
    readonly port?: number;
    readonly trapPort?: number;
    readonly retries?: number;
    readonly timeout?: number;
    readonly backoff?: number;
    readonly engineID?: Buffer;
  }

  const snmp: {
    readonly Version2c: number;
    readonly SecurityLevel: { readonly authPriv: number };
    readonly AuthProtocols: Readonly<Record<'sha256' | 'sha384' | 'sha512', string>>;
    readonly PrivProtocols: Readonly<Record<'aes' | 'aes256b', string>>;
    readonly Authentication: {
      /** Every digest and every encryption asks it for its key: replaceable. */
      passwordToKey(protocol: string, password: string, engineID: Buffer): Buffer;
      getParametersLength(protocol: string): number;
      isAuthentic(
        message: Buffer,
        protocol: string,
        key: string,
        engineID: Buffer,
        digest: Buffer,
      ): boolean;
      writeParameters(
        message: Buffer,
        protocol: string,
        key: string,
        engineID: Buffer,
        digest: Buffer,
      ): void;
    };
    readonly Encryption: {
      encryptPdu(
        protocol: string,
        scopedPdu: Buffer,
        key: string,
        authProtocol: string,
        engine: Engine,
      ): { readonly encryptedPdu: Buffer; readonly msgPrivacyParameters: Buffer };
      decryptPdu(
        protocol: string,
        encrypted: Buffer,
        salt: Buffer,
        key: string,
        authProtocol: string,
        engine: Engine,
      ): Buffer;
    };
    createSession(target: string, community: string, options: SessionOptions): Session;
    createV3Session(target: string, user: UsmUser, options: SessionOptions): Session;
  };
  export default snmp;
}
