import type { ProbeReport } from '../adapter.ts';
import { wholeNumber } from '../walk.ts';
import { takesRecords } from './item.ts';
import { placeOf } from './place.ts';
import { firstQuery, reading } from './requests.ts';
import type { OgcSession } from './requests.ts';
import { WireItems } from './wire.ts';

export async function probe(session: OgcSession): Promise<ProbeReport> {
  const { settings } = session;
  const place = await placeOf(session);
  const wire = await session.http.json(
    WireItems,
    reading(settings, place.items, firstQuery(settings, { size: 1 })),
  );
  const takes = await takesRecords(session);
  const records = wholeNumber(wire.numberMatched);
  const who = nameOf(settings);
  return {
    software: place.root.endsWith('/api/search/v1') ? 'ArcGIS Hub search v1' : 'OGC API Records 1.0',
    ...(place.title === undefined ? {} : { title: place.title }),
    ...(who === undefined ? {} : { identity: who }),
    rights: [
      `may read the records of ${place.id}`,
      ...(takes ? ['the catalogue declares that it takes records (create-replace-delete)'] : []),
    ],
    mayPush: takes,
    ...(takes
      ? {}
      : { reason: 'the catalogue does not declare that it takes records (create-replace-delete)' }),
    ...(records === undefined ? {} : { records }),
  };
}

/** The server does not tell who we are; that it answers means that it takes the key. */
export async function identity(session: OgcSession): Promise<string | undefined> {
  const who = nameOf(session.settings);
  if (who !== undefined) await placeOf(session);
  return who;
}

function nameOf({ username, key }: OgcSession['settings']): string | undefined {
  return username ?? (key === undefined ? undefined : 'the holder of the key');
}
