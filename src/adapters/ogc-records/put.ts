import { RemoteFault } from '../../faults.ts';
import type { Dataset } from '../../model/dataset.ts';
import { ogcFeature, ogcLost } from '../../formats/ogc-records/write/index.ts';
import type { AboutOgcRecord } from '../../formats/ogc-records/write/index.ts';
import { markOnRecord } from '../../formats/ogc-records/mark.ts';
import type { Json } from '../../formats/values/json.ts';
import type { Loss, Projection, PutRequest, PutResult } from '../adapter.ts';
import { distributionKeys } from '../distribution-keys.ts';
import { recordId } from '../record-id.ts';
import { putWhole } from '../whole-record.ts';
import { addressOf, itemOf, writableItems, writing } from './item.ts';
import type { OgcItem } from './item.ts';
import { search } from './marked.ts';
import { everythingIn, FILE_FIELD, rewritten, shownOf } from './owned.ts';
import type { OgcSession } from './requests.ts';

/** Creates or brings up to date by OGC API Features, part 4, as a record in GeoJSON under an id that its mark gives. */
export async function put(session: OgcSession, request: PutRequest): Promise<PutResult> {
  const items = await writableItems(session);
  const id = recordId(request.mark);
  const about = { id, mark: request.mark, language: session.settings.language };
  const { record, losses } = draftOf(request.dataset, about);
  const wanted = everythingIn(record);
  const keys = Object.keys(wanted)
    .filter((field) => field.startsWith(FILE_FIELD))
    .map((field) => field.slice(FILE_FIELD.length));
  return putWhole<OgcItem>(request, {
    host: new URL(items).host,
    id,
    wanted,
    losses,
    distributionIds: Object.fromEntries(keys.map((key) => [key, key])),
    read: (remoteId) => itemOf(session, remoteId),
    search: () => search(session, request.mark),
    markOf: (item) => markOnRecord(item.record),
    shown: (item, base) => shownOf(item.record, wanted, base),
    create: async () => {
      const { status, headers, text } = await session.http.send(writing(session, 'POST', items, { record }));
      if (/^\s*</.test(text))
        throw new RemoteFault('malformed', `${new URL(items).host} answered a page to POST`, { status });
      return idIn(headers['location']);
    },
    replace: async (remoteId, item, merged, base) => {
      const next = rewritten(item.record, record, merged, wanted, base);
      const sent = { record: next, etag: item.etag };
      await session.http.send(writing(session, 'PUT', addressOf(items, remoteId), sent));
    },
    url: (remoteId) => addressOf(items, remoteId),
  });
}

/** What would be sent on a create, but for the id and the mark. */
export function project(dataset: Dataset): Projection {
  const { record, losses } = draftOf(dataset, {});
  return { body: record, losses };
}

function draftOf(dataset: Dataset, about: AboutOgcRecord): { record: Json; losses: Loss[] } {
  const keys = distributionKeys(dataset.distribution ?? []);
  const distribution = dataset.distribution?.map((one, index) => ({ ...one, id: keys[index] }));
  const keyed = { ...dataset, ...(distribution === undefined ? {} : { distribution }) };
  return { record: ogcFeature(keyed, about), losses: ogcLost(keyed, about) };
}

/** Where the new record is, as the server says; its own id where that is not the one that it was sent under. */
function idIn(location: string | undefined): string | undefined {
  const last = location === undefined ? undefined : /\/items\/([^/?#]+)/.exec(location)?.[1];
  if (last === undefined) return undefined;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
