import { RemoteFault } from '../faults.ts';
import { BodyText, decodeText } from './charset.ts';
import { statusFault } from './classify.ts';
import type { WireAnswer } from './exchange.ts';
import type { HttpAnswer, HttpLimits } from './http.ts';
import type { Inflated } from './inflate.ts';
import { decompress } from './inflate.ts';
import type { Redactor } from './redact.ts';
import type { Hop } from './redirect.ts';
import { isRedirect, nameOf, redirected } from './redirect.ts';
import { retryAfterMs } from './retry-after.ts';
import type { Quote } from './words.ts';
import { size } from './words.ts';

/** How a caller wants its answer. */
export interface Reading<T> {
  limits: HttpLimits;
  /** Statuses outside 200–299 that are answers, not faults. */
  accept: readonly number[];
  redactor: Redactor;
  quote: Quote;
  /** Makes the result of the answer; `subject` is «host answered GET /path». */
  read: (answer: HttpAnswer, subject: string, quote: Quote) => T;
}

/** Where to go on, or the result. */
export type Step<T> = { next: Hop } | { value: T };

/** As much of a refusal's body as could end up in a message. */
const REFUSAL_BYTES_MAX = 64 * 1024;

/** The remote named an encoding that its body is not in. Worth one more try without compression. */
export class EncodingLie extends Error {
  readonly fault: RemoteFault;

  constructor(fault: RemoteFault) {
    super('the encoding lied');
    this.fault = fault;
  }
}

/** What to do with an answer: believe it, follow it, or throw the fault that it means. */
export async function readAnswer<T>(hop: Hop, answer: WireAnswer, options: Reading<T>): Promise<Step<T>> {
  const { status, headers } = answer;
  const wanted = (status >= 200 && status < 300) || options.accept.includes(status);
  if (!wanted && isRedirect(status)) return { next: redirected(hop, status, headers['location']) };
  if (!wanted) throw await refusal(hop, answer, options);

  const encoding = headers['content-encoding'];
  const inflated =
    encoding === undefined ? answer : await decompress(answer.bytes, encoding, options.limits.bodyBytesMax);
  const subject = `${hop.url.host} answered ${nameOf(hop)}`;
  if ('wrong' in inflated) throw encodingFault(inflated, subject, encoding ?? '', options.limits);
  const body = BodyText.of(inflated.bytes, headers['content-type']);
  if (body === undefined) {
    throw new RemoteFault(
      'malformed',
      `${subject} with text that is not in ${charset(headers['content-type'])}`,
      { status },
    );
  }
  const serverDate = clockOf(headers);
  const read: HttpAnswer = {
    status,
    headers,
    get text() {
      return body.text;
    },
    ...(body.utf8 === undefined ? {} : { utf8: body.utf8 }),
    url: options.redactor.url(hop.url),
    ...(serverDate === undefined ? {} : { serverDate }),
  };
  return { value: options.read(read, subject, options.quote) };
}

/** The remote's clock, as its Date header tells it. */
export function clockOf(headers: Record<string, string>): Date | undefined {
  const date = headers['date'] === undefined ? undefined : new Date(headers['date']);
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date;
}

async function refusal(
  hop: Hop,
  answer: WireAnswer,
  { limits, quote }: Reading<unknown>,
): Promise<RemoteFault> {
  const { status, headers } = answer;
  const inflated = await decompress(answer.bytes, headers['content-encoding'], REFUSAL_BYTES_MAX);
  const text =
    'bytes' in inflated
      ? decodeText(inflated.bytes.subarray(0, REFUSAL_BYTES_MAX), headers['content-type'])
      : '';
  const wait = retryAfterMs(headers, { nowMs: Date.now(), capMs: limits.retryAfterMsMax });
  return statusFault(hop.url.host, nameOf(hop), {
    status,
    headers,
    words: quote(text ?? ''),
    retryAfterMs: wait,
  });
}

function encodingFault(
  { wrong }: Exclude<Inflated, { bytes: Buffer }>,
  subject: string,
  encoding: string,
  limits: HttpLimits,
): Error {
  const named = encoding.length > 40 ? `${encoding.slice(0, 40)}…` : encoding;
  if (wrong === 'unknown') {
    return new RemoteFault('malformed', `${subject} in an encoding that we did not ask for (${named})`);
  }
  if (wrong === 'lie') {
    return new EncodingLie(
      new RemoteFault('malformed', `${subject} with a body that is not in ${named} as it says`),
    );
  }
  const message = `${subject} with a body that unpacks to more than ${size(limits.bodyBytesMax)} (limit bodyBytesMax) or to a hundred times its size`;
  return new RemoteFault('tooLarge', message);
}

function charset(contentType: string | undefined): string {
  return /charset\s*=\s*"?([\w.:-]{1,40})/i.exec(contentType ?? '')?.[1] ?? 'UTF-8';
}
