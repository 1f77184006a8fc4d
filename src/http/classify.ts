import type { FaultKind } from '../faults.ts';
import { RemoteFault } from '../faults.ts';

const KIND_OF_STATUS: Readonly<Record<number, FaultKind>> = {
  401: 'unauthorised',
  403: 'unauthorised',
  404: 'absent',
  408: 'unreachable',
  409: 'conflict',
  410: 'absent',
  412: 'conflict',
  413: 'tooLarge',
  414: 'tooLarge',
  423: 'readOnly',
  429: 'throttled',
  431: 'tooLarge',
  502: 'unreachable',
  503: 'unreachable',
  504: 'unreachable',
};

/** With a Retry-After these ask us to wait and say nothing else; 403 is how GitHub, for one, limits rates. */
const MAY_ASK_TO_WAIT = new Set([403, 408, 502, 503, 504]);

export interface StatusAnswer {
  status: number;
  headers: Record<string, string>;
  /** The beginning of the body, ready for the message. */
  words: string;
  retryAfterMs: number | undefined;
}

/** The fault that a status means. `host` and `what` («GET /path») name the call. */
export function statusFault(host: string, what: string, answer: StatusAnswer): RemoteFault {
  const { status, headers, retryAfterMs } = answer;
  const asksToWait = retryAfterMs !== undefined && 'retry-after' in headers && MAY_ASK_TO_WAIT.has(status);
  const kind = asksToWait ? 'throttled' : kindOf(status);
  return new RemoteFault(kind, `${host} answered ${status} to ${what}${quoted(answer)}`, {
    status,
    retryAfterMs: kind === 'throttled' ? retryAfterMs : undefined,
  });
}

function kindOf(status: number): FaultKind {
  const known = KIND_OF_STATUS[status];
  if (known !== undefined) return known;
  if (status >= 500) return 'broken';
  return status >= 400 ? 'refused' : 'malformed';
}

/** The remote's own words, unless they are a web page: that never says more than the status. */
function quoted({ words, headers }: StatusAnswer): string {
  return words === '' || words.startsWith('<') || /html/i.test(headers['content-type'] ?? '')
    ? ''
    : `: ${words}`;
}
