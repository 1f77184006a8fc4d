import type { ZodType, z } from 'zod';
import { RemoteFault } from '../../faults.ts';
import type { Place } from './place.ts';
import { reading } from './requests.ts';
import type { OgcSession } from './requests.ts';
import { WireConformance, WireProperties } from './wire.ts';

/** What a catalogue says that its items can be asked for by. */
export interface Abilities {
  /** Conditions in CQL2. */
  conditions: boolean;
  /** The property that holds ids, where it sorts by properties. */
  sort?: string;
}

/** Names under which records' ids can be sorted, in one software or another. */
const ID_NAMES = ['id', 'identifier', 'recordId', 'recordid', 'externalId'];

export async function abilitiesOf(session: OgcSession, { root, items }: Place): Promise<Abilities> {
  const { conformsTo } = (await told(session, WireConformance, `${root}/conformance`)) ?? { conformsTo: [] };
  const conditions = conformsTo.some((uri) => /\/cql2?-text$/.test(uri));
  if (!conformsTo.some((uri) => /\/(?:record-core-query-parameters-)?sort(?:ing|by)?$/.test(uri)))
    return { conditions };
  for (const list of ['sortables', 'queryables']) {
    const { properties = {} } = (await told(session, WireProperties, items.replace(/items$/, list))) ?? {};
    const sort = ID_NAMES.find((name) => name in properties);
    if (sort !== undefined) return { conditions, sort };
  }
  return { conditions };
}

/** What a catalogue need not tell. */
async function told<S extends ZodType>(
  session: OgcSession,
  schema: S,
  url: string,
): Promise<z.output<S> | undefined> {
  try {
    return await session.http.json(schema, reading(session.settings, url));
  } catch (error) {
    if (error instanceof RemoteFault && ['absent', 'malformed', 'refused', 'broken'].includes(error.kind))
      return undefined;
    throw error;
  }
}
