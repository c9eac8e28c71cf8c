/** Refusals of the model as errors of SNMP. RFC 3416 §4.2.5 */
import { Refusal } from '../../domain/refusal.ts';
import type { ErrorStatus } from './pdu.ts';

/** A refusal together with the variable binding that is to blame. */
export class SetRefusal extends Refusal {
  readonly status: ErrorStatus;
  readonly index: number;

  constructor(refusal: Refusal, status: ErrorStatus, index: number) {
    super(refusal.code, refusal.message);
    this.cause = refusal;
    this.status = status;
    this.index = index;
  }
}

const statusOfCode: Readonly<Record<string, ErrorStatus>> = {
  'E-ENTRY-LIMIT': 'resourceUnavailable',
  'E-SERVER-LIMIT': 'resourceUnavailable',
  'E-PORT-LIMIT': 'resourceUnavailable',
  'E-PREFIX-LIMIT': 'resourceUnavailable',
  'E-NAME': 'noCreation',
  'E-READ-ONLY': 'notWritable',
  'E-STORE-FULL': 'commitFailed',
  'E-STORE-FAILED': 'commitFailed',
};

/** `alone`: the value is refused by itself, not beside others. */
export function statusOf({ code }: Refusal, alone: boolean): ErrorStatus {
  return statusOfCode[code] ?? (alone ? 'wrongValue' : 'inconsistentValue');
}
