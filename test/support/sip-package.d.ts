/** What the tests use of the npm package `sip`, which has no types of its own. */
declare module 'sip' {
  export interface SipMessage {
    readonly method: string;
    readonly uri: string;
    readonly headers: {
      readonly cseq: { readonly method: string };
      to: { params: Record<string, string> };
      contact?: readonly { readonly uri: string }[] | undefined;
      [name: string]: unknown;
    };
    content?: string;
  }

  export interface SipStack {
    send(message: SipMessage): void;
    destroy(): void;
  }

  export interface SipOptions {
    readonly address: string;
    readonly port: number;
    readonly tcp: boolean;
  }

  const sip: {
    create(options: SipOptions, heard: (request: SipMessage) => void): SipStack;
    makeResponse(request: SipMessage, status: number, reason: string): SipMessage;
  };
  export default sip;
}
