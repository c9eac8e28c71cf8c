/**
 * Messages counted where they are understood: once each, and once more when they are sent again.
 * RFC 4780.
 */

export type Way = 'in' | 'out';

export interface MessageCounts {
  request(method: string, way: Way): void;
  response(method: string, status: number, way: Way): void;
  /** A message of ours sent again. */
  repeated(method: string): void;
  /** What arrived could not be read. */
  unreadable(transport: string): void;
}

export const uncounted: MessageCounts = {
  request: ignore,
  response: ignore,
  repeated: ignore,
  unreadable: ignore,
};

function ignore(): void {
  // Nobody counts.
}
