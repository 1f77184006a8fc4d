import { RemoteFault } from '../../faults.ts';
import { cleanText } from '../../model/clean.ts';

const SAID_LENGTH_MAX = 500;
/** A refusal that speaks of the key itself, in either language of Data Fair. */
const OF_THE_KEY = /cl[ée] d['’]api|api[ -]?key/i;

/** The fault for an answer that is no success: Data Fair explains itself in plain text. */
export function faultOf(status: number, where: string, text: string, isOfDatasets: boolean): RemoteFault {
  const isPage = /^\s*</.test(text);
  const said = isPage ? '' : cleanText(text).slice(0, SAID_LENGTH_MAX).toWellFormed();
  const words = `${where} with ${status}${said === '' ? '' : `: ${said}`}`;
  const fault = (kind: RemoteFault['kind']): RemoteFault => new RemoteFault(kind, words, { status });
  switch (status) {
    case 403:
      // One dataset may be another's; a key that may not is no use for any of them.
      return fault(isOfDatasets && !isPage && !OF_THE_KEY.test(said) ? 'refused' : 'unauthorised');
    case 421:
      return fault('unauthorised');
    case 404:
    case 410:
      // A page of something in front of Data Fair is not its word that a dataset is gone.
      return fault(isPage ? 'malformed' : 'absent');
    case 409:
      return fault('conflict');
    default:
      return fault('refused');
  }
}
