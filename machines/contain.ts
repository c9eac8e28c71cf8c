/** Ports: the effects of charts. An unprovided one says so, a provided one cannot throw. ADR 3. */

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
export function contain<P, S extends Sender>(
  effect: (params: P, scope: S) => void,
): (scope: S, params: P) => void {
  return (scope, params) => {
    try {
      effect(params, scope);
    } catch (error) {
      scope.self.send({ type: 'fault', message: messageOf(error) });
    }
  };
}
