import { RemoteFault } from '../../faults.ts';
import type { FaultKind } from '../../faults.ts';
import { cswAnswer } from '../../formats/csw/answer.ts';
import type { CswAnswer, CswException } from '../../formats/csw/answer.ts';
import type { HttpRequest } from '../../http/http.ts';
import type { Session } from '../adapter.ts';
import { credentials, unsaying } from '../login.ts';
import type { CswSettings } from './settings.ts';

export type CswSession = Session<CswSettings>;

/** Statuses under which services tell why they refuse. */
const TELLING = [400, 404, 405, 406, 410, 415, 422, 500, 501];
/** Shorter passwords may stand in any text. */
const PASSWORD_LENGTH_MIN = 4;

/** The service said no, in its own words. */
export class CswRefusal extends RemoteFault {
  readonly exception: CswException;

  constructor(kind: FaultKind, message: string, status: number, exception: CswException) {
    super(kind, message, { status });
    this.exception = exception;
  }
}

/** A whole answer of the service without an exception in it, whatever status it comes under; all else is a fault. */
export async function ask(
  session: CswSession,
  request: HttpRequest,
): Promise<{ answer: CswAnswer; text: string }> {
  session.signal.throwIfAborted();
  const { settings } = session;
  const { status, text: sent } = await session.http.send({
    ...request,
    ...credentials({ username: settings.username, key: settings.password }),
    accept: TELLING,
  });
  const text = unsaying(sent, settings.password, PASSWORD_LENGTH_MIN);
  const where = placeOf(request.url);
  const answer = cswAnswer(text);
  const [exception] = answer?.exceptions ?? [];
  if (exception !== undefined)
    throw new CswRefusal(kindOf(status, exception), inWords(where, status, exception), status, exception);
  if (status >= 400) throw new RemoteFault(kindOfStatus(status), `${where} answered ${status}`, { status });
  if (answer === undefined)
    throw new RemoteFault('malformed', `${where} answered ${whatItIs(text)}`, { status });
  if (!answer.whole)
    throw new RemoteFault(
      'malformed',
      `${where} answered XML that is cut off after ${text.length} characters`,
      { status },
    );
  return { answer, text };
}

/** The status is often 200, so that the code decides. A service that broke on one record says no more than `NoApplicableCode`. */
function kindOf(status: number, { code }: CswException): FaultKind {
  if (status === 404 || status === 410 || code === 'NotFound') return 'absent';
  if (/^(?:NoApplicableCode|)$/.test(code)) return status >= 400 && status < 500 ? 'refused' : 'broken';
  return 'refused';
}

function kindOfStatus(status: number): FaultKind {
  if (status === 404 || status === 410) return 'absent';
  return status === 500 ? 'broken' : 'refused';
}

function inWords(where: string, status: number, { code, locator, text }: CswException): string {
  const said = [code, locator === '' ? '' : `(${locator})`].filter((part) => part !== '').join(' ');
  return `${where} answered ${status} with an exception${said === '' ? '' : ` ${said}`}${text === '' ? '' : `: ${text}`}`;
}

function whatItIs(text: string): string {
  if (text.trim() === '') return 'with nothing';
  return /^\s*</.test(text)
    ? 'with a web page: this is no catalogue service'
    : 'with something else than XML: this is no catalogue service';
}

export function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return host + pathname;
}
