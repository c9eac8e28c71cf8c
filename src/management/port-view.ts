/** A port as faces show it. */

export interface PortView {
  readonly name: string;
  readonly kind: 'sip' | 'soft';
  readonly state: string;
  /** A phone's binding is live (soft ports: always true). */
  readonly registered: boolean;
  /** How it rings now, where that is otherwise than always. */
  readonly ring?: string | null;
  /** Where the phone is reached. */
  readonly contact: string | null;
  readonly users: readonly string[];
  /** The tone that a soft port hears. */
  readonly tone?: string | null | undefined;
  /** The keys that came to a soft port in its call, or in its last one. */
  readonly digits?: string | undefined;
}
