import { z } from 'zod';
import { Plan } from '../answers.ts';
import { type ApiClient, ApiRefusal } from '../api-client.ts';
import type { PlannedConnector } from './plan.ts';

const Known = z.object({
  connectors: z.array(z.looseObject({ config: z.looseObject({ id: z.string() }) })),
});

export interface Done {
  connector: string;
  action: 'created' | 'there';
  publications: {
    dataset: string;
    remoteId?: string;
    action: 'adopted' | 'published' | 'there' | 'failed';
    reason?: string;
  }[];
}

export async function knownIds(api: ApiClient): Promise<string[]> {
  return (await api.get(Known, ['connectors'])).data.connectors.map(({ config }) => config.id);
}

/** Connectors that are here stay as they are: what somebody changed since, and the secrets that they name. */
export async function carriedOut(
  api: ApiClient,
  plan: readonly PlannedConnector[],
  known: readonly string[],
): Promise<Done[]> {
  const fresh = plan.filter(({ connector }) => !known.includes(connector.id));
  if (fresh.length > 0)
    await api.post(z.object({ plan: z.array(Plan) }), ['connectors', 'apply'], {
      connectors: fresh.map(({ connector }) => connector),
      retireOthers: false,
    });
  const done: Done[] = [];
  for (const one of plan) {
    const { id } = one.connector;
    const publications: Done['publications'] = [];
    for (const publication of one.publications) publications.push(await published(api, id, publication));
    done.push({ connector: id, action: fresh.includes(one) ? 'created' : 'there', publications });
  }
  return done;
}

async function published(
  api: ApiClient,
  connector: string,
  { dataset, remoteId }: PlannedConnector['publications'][number],
): Promise<Done['publications'][number]> {
  const named = { dataset, ...(remoteId === undefined ? {} : { remoteId }) };
  try {
    await api.post(z.unknown(), ['connectors', connector, 'publications'], named);
    return { ...named, action: remoteId === undefined ? 'published' : 'adopted' };
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error;
    if (error.status === 409) return { ...named, action: 'there' };
    return { ...named, action: 'failed', reason: error.problem.message };
  }
}
