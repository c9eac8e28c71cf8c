/** Ports: the effects of charts. Unprovided ones say so; provided ones can never throw into a chart. ADR 3. */

/** What a contained effect threw, as the chart hears it. */
export interface Fault {
  readonly type: 'fault';
  readonly message: string;
}

interface Sender {
  readonly self: { send(event: Fault): void };
}

/** The body of a port in its chart: the composition root provides another. */
export function unprovided(port: string): never {
  throw new Error(`port not provided: ${port}`);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Runs an effect; what it throws becomes an event, so that the chart decides. */
export function contain<P>(effect: (params: P) => void): (scope: Sender, params: P) => void {
  return ({ self }, params) => {
    try {
      effect(params);
    } catch (error) {
      self.send({ type: 'fault', message: messageOf(error) });
    }
  };
}
