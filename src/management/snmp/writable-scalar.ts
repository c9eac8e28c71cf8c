/** A scalar that a manager may set: its type, and what the value makes of the configuration. */
import type { Configuration } from '../../domain/configuration.ts';
import type { ErrorStatus } from './pdu.ts';
import type { Writable } from './set-plan.ts';
import type { SnmpValue } from './value.ts';

export interface ScalarRule {
  readonly check: (value: SnmpValue) => ErrorStatus | undefined;
  readonly change: (configuration: Configuration, value: SnmpValue) => Configuration;
  readonly committed?: () => void;
}

export function writableScalar({ check, change, committed }: ScalarRule): Writable {
  return {
    stage(plan, key, value, index) {
      // RFC 2578 §7: the instance of a scalar is 0, and nothing else can be made.
      if (key.length !== 1 || key[0] !== 0) return 'noCreation';
      const status = check(value);
      if (status) return status;
      plan.scalars.push({
        index,
        change: (configuration) => change(configuration, value),
        ...(committed && { committed }),
      });
      return undefined;
    },
  };
}
