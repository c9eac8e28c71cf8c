/** How a server wants the flow to be kept that a REGISTER has made. RFC 5626 §4.4, §5.4. */
import type { Response } from '../message/message.ts';
import { addresses, seconds, tokens } from '../message/readers.ts';

export interface FlowTerms {
  /** Flow-Timer: a flow that is silent for longer may be given up there. */
  readonly timerSeconds: number | undefined;
  /** It has said that it answers keep-alives. */
  readonly isAnswering: boolean;
}

export function flowTermsOf(response: Response): FlowTerms {
  const timerSeconds = seconds(response, 'Flow-Timer') || undefined;
  const path = addresses(response, 'Path') ?? [];
  const isOutbound =
    path.some(({ uri }) => uri.params.has('ob')) || tokens(response, 'Require').has('outbound');
  return { timerSeconds, isAnswering: timerSeconds !== undefined || isOutbound };
}
