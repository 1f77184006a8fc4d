import { RemoteFault } from '../../faults.ts';
import type { Dataset } from '../../model/dataset.ts';
import { isoElement, isoLost } from '../../formats/iso/write/index.ts';
import type { AboutRecord } from '../../formats/iso/write/index.ts';
import { markIn } from '../../formats/iso/mark.ts';
import type { XmlElement } from '../../formats/xml/tree.ts';
import type { Loss, Projection, PutRequest, PutResult } from '../adapter.ts';
import { distributionKeys } from '../distribution-keys.ts';
import { recordId } from '../record-id.ts';
import { putWhole } from '../whole-record.ts';
import { placeOf } from './ask.ts';
import type { CswSession } from './ask.ts';
import { elementById, getIso } from './get-iso.ts';
import { everythingIn, FILE_FIELD, shownOf } from './owned.ts';
import { rewritten } from './rewrite.ts';
import { insert, update } from './transaction.ts';
import { isoText } from './iso-text.ts';

/** Creates or brings up to date by CSW-T, as a record of ISO 19139 under an id that its mark gives. */
export async function put(session: CswSession, request: PutRequest): Promise<PutResult> {
  const id = recordId(request.mark);
  const about = {
    id,
    mark: request.mark,
    stamp: session.now().toISOString(),
    language: session.settings.language,
  };
  const { element, losses } = draftOf(request.dataset, about);
  const wanted = everythingIn(element);
  const keys = Object.keys(wanted).filter((field) => field.startsWith(FILE_FIELD));
  const ids = keys.map((field) => field.slice(FILE_FIELD.length));
  return putWhole<XmlElement>(request, {
    host: placeOf(session.settings.url),
    id,
    wanted,
    losses,
    distributionIds: Object.fromEntries(ids.map((key) => [key, key])),
    read: (remoteId) => elementById(session, remoteId),
    markOf: markIn,
    shown: (record, base) => shownOf(record, wanted, base),
    create: async () => {
      const count = await insert(session, element);
      if (count === 0) throw notDone(session, 'inserted', id);
      return undefined;
    },
    replace: async (remoteId, record, merged, base) => {
      const count = await update(session, rewritten(record, element, merged, wanted, base));
      // Some count nothing although they did it: what they show is looked at.
      if (count === 0) throw notDone(session, 'updated', remoteId);
    },
    url: (remoteId) => getIso(session.settings.url, remoteId),
  });
}

/** What would be sent on a create, but for the id and the mark. */
export function project(dataset: Dataset): Projection {
  const { element, losses } = draftOf(dataset, {});
  return { body: isoText(element), losses };
}

function draftOf(dataset: Dataset, about: AboutRecord): { element: XmlElement; losses: Loss[] } {
  const keys = distributionKeys(dataset.distribution ?? []);
  const distribution = dataset.distribution?.map((one, index) => ({ ...one, id: keys[index] }));
  const keyed = { ...dataset, ...(distribution === undefined ? {} : { distribution }) };
  return { element: isoElement(keyed, about), losses: isoLost(keyed, about) };
}

function notDone(session: CswSession, done: string, id: string): RemoteFault {
  return new RemoteFault(
    'broken',
    `${placeOf(session.settings.url)} says that it ${done} no record for ${id}`,
  );
}
