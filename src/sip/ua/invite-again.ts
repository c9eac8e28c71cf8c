/**
 * What a refusal changes in the next INVITE to the same server. Table B; RFC 3261 §8.1.3.4,
 * §8.1.3.5; RFC 4028 §7.4.
 */
import { createHeaders } from '../message/field-headers.ts';
import type { Fields, Request, Response } from '../message/message.ts';
import { contacts, seconds, tokens } from '../message/readers.ts';
import { formatUri } from '../message/uri.ts';
import type { Uri } from '../message/values.ts';
import { allow, dialogExtensions } from './allow.ts';
import { contentFields } from './content.ts';
import type { InviteAttempt } from './invite-facts.ts';
import { describedBy, plainUri, reducedOffer } from './reduced.ts';
import { askFields, defaultTerms, minSeMax } from './session-timer.ts';

const redirectsMax = 5;
const minSeTriesMax = 2;
const nothingDescribed = Buffer.alloc(0);

/** How the next INVITE differs from the first. */
export class InviteChanges {
  readonly #attempt: InviteAttempt;
  readonly #product: string;
  readonly #visited: Set<string>;
  #uri: string;
  #cseq: number;
  #minSe: number | undefined;
  #minSeTries = 0;
  #isPlain = false;
  #offer: Buffer;
  #isReduced = false;
  #hasPlainUri = false;
  #required: readonly string[] = [];
  #hasWaited = false;

  constructor(attempt: InviteAttempt, product: string) {
    this.#attempt = attempt;
    this.#product = product;
    this.#uri = attempt.requestUri;
    this.#visited = new Set([attempt.requestUri]);
    this.#cseq = attempt.cseq;
    this.#offer = attempt.body;
  }

  /** What is offered now. */
  offer(): Buffer {
    return this.#offer;
  }

  /** A new transaction for the same call: credentials and the like come with the next number. */
  next(): void {
    this.#cseq += 1;
  }

  request(): Request {
    const { from, to, fromTag, callId, contact, maxForwards, session } = this.#attempt;
    const body = this.#offer;
    const { routes = [] } = this.#attempt;
    // Without an offer of ours a reliable provisional could bring one that nobody answers.
    const extensions = body.length > 0 ? '100rel, timer, replaces' : 'timer, replaces';
    const fields: Fields = [
      ...routes.map((route) => ['Route', route] as const),
      ['Max-Forwards', String(maxForwards)],
      ['From', `${from};tag=${fromTag}`],
      ['To', to],
      ['Call-ID', callId],
      ['CSeq', `${this.#cseq} INVITE`],
      ['Contact', `<${contact}>`],
      ['Allow', allow],
      ...(this.#isPlain ? [] : [['Supported', extensions] as const]),
      ...this.#required.map((tag) => ['Require', tag] as const),
      ['User-Agent', this.#product],
      ...askFields(this.#isPlain ? defaultTerms : (session ?? defaultTerms), this.#minSe),
      ...(this.#isPlain ? [] : this.#attempt.fields),
      ...contentFields(body),
    ];
    const headers = createHeaders(fields);
    return { kind: 'request', method: 'INVITE', uri: this.#uri, headers, body };
  }

  /** Whether the same server is asked once more, better; `later` after the wait of §14.1. */
  learn(response: Response): 'now' | 'later' | undefined {
    switch (response.status) {
      case 413: {
        const [isShorter, isSimpler] = [this.#reduce(nothingDescribed), this.#simplify()];
        return isShorter ?? isSimpler;
      }
      case 416:
        return this.#respell();
      case 420:
        return this.#simplify();
      case 421:
        return this.#extend(response);
      case 422:
        return this.#lengthen(response);
      case 488:
      case 606:
        return this.#reduce(describedBy(response));
      case 491:
        if (this.#hasWaited) return undefined;
        this.#hasWaited = true;
        return 'later';
      default:
        return this.#redirect(redirectedTo(response));
    }
  }

  #simplify(): 'now' | undefined {
    if (this.#isPlain) return undefined;
    this.#isPlain = true;
    return 'now';
  }

  #reduce(described: Buffer | undefined): 'now' | undefined {
    if (this.#isReduced || described === undefined) return undefined;
    const offer = reducedOffer(this.#offer, described);
    if (!offer) return undefined;
    this.#isReduced = true;
    this.#offer = offer;
    return 'now';
  }

  /** §21.4.14: as a SIP URI. */
  #respell(): 'now' | undefined {
    const { plainUri: home = this.#attempt.requestUri } = this.#attempt;
    const uri = this.#hasPlainUri ? undefined : plainUri(this.#uri, home);
    if (uri === undefined || this.#visited.has(uri)) return undefined;
    this.#hasPlainUri = true;
    this.#uri = uri;
    return 'now';
  }

  /** §21.4.15: with what it requires, if our dialogs can do it. */
  #extend(response: Response): 'now' | undefined {
    const wanted = [...tokens(response, 'Require')].map((tag) => tag.toLowerCase());
    const canDo = wanted.length > 0 && wanted.every((tag) => dialogExtensions.has(tag));
    if (!canDo || this.#required.length > 0) return undefined;
    this.#required = wanted;
    return 'now';
  }

  #lengthen(response: Response): 'now' | undefined {
    const wanted = seconds(response, 'Min-SE');
    if (wanted === undefined || wanted > minSeMax || this.#minSeTries >= minSeTriesMax)
      return undefined;
    this.#minSeTries += 1;
    // RFC 4028 §7.4: the largest that any answer has named.
    this.#minSe = Math.max(wanted, this.#minSe ?? 0);
    return 'now';
  }

  /** Forwarding by the callee: the new target through the same server, none twice. */
  #redirect(uri: string | undefined): 'now' | undefined {
    if (uri === undefined || this.#visited.size > redirectsMax || this.#visited.has(uri))
      return undefined;
    if (this.#attempt.mayForward?.(uri) === false) return undefined;
    this.#visited.add(uri);
    this.#uri = uri;
    return 'now';
  }
}

/** Where the callee is now; other 3xx name no other callee. */
export function redirectedTo(response: Response): string | undefined {
  const uri = [300, 301, 302].includes(response.status) ? firstContact(response) : undefined;
  return uri && formatUri({ ...uri, headers: undefined });
}

export function firstContact(response: Response): Uri | undefined {
  const found = contacts(response);
  const [first] = found === '*' || !found ? [] : found;
  return first?.uri;
}
