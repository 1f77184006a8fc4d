import { RemoteFault } from '../../faults.ts';
import { readJson } from '../../http/json.ts';
import { perSession } from '../per-session.ts';
import { hostIn, sendTo, type DataFairSession } from './send-to.ts';
import type { DataFairSettings } from './settings.ts';
import { WireSome } from './wire.ts';

/** Where a portal has Data Fair; the last one is where it is by itself. */
const PLACES = ['/data-fair', ''];
const API = /^(.*?)\/api\/v1(?:\/.*)?$/;

/** Address of the Data Fair that the owner named, without `/api/v1`. */
export function apiOf(session: DataFairSession): Promise<string> {
  const told = toldBase(session.settings);
  return told === undefined ? found(session) : Promise.resolve(told);
}

/** Undefined for the address of a portal: then Data Fair is somewhere under it. */
function toldBase({ url }: DataFairSettings): string | undefined {
  const [, base] = API.exec(url) ?? [];
  return base ?? (url.endsWith('/data-fair') ? url : undefined);
}

/** Pages of the portal itself tend to stand everywhere: only what answers as Data Fair does counts. */
const found = perSession(async (session: DataFairSession): Promise<string> => {
  const { url } = session.settings;
  for (const place of PLACES) {
    try {
      const query = { size: 0, count: false };
      const { text } = await sendTo(session, url + place, { path: ['datasets'], query });
      readJson(WireSome, text, hostIn(session.settings), () => '');
      return url + place;
    } catch (error) {
      if (!(error instanceof RemoteFault) || !NOT_HERE.has(error.kind)) throw error;
    }
  }
  throw new RemoteFault(
    'absent',
    `${hostIn(session.settings)} has no Data Fair at ${PLACES.map((place) => `${place}/api/v1`).join(' or ')}: give the address of its interface as url`,
  );
});

const NOT_HERE: ReadonlySet<string> = new Set(['absent', 'malformed', 'refused']);
