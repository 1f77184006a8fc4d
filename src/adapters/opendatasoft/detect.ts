import { type Look, seenJson, type Sighting } from '../look.ts';
import { wholeNumber } from '../walk.ts';
import { WireDatasets } from './wire.ts';

/** Its catalogue answers, however little is asked for. */
export async function detect(look: Look): Promise<Sighting[]> {
  const { origin } = look.address;
  const where = `${origin}/api/explore/v2.1/catalog/datasets`;
  const answer = await seenJson(look, WireDatasets, `${where}?limit=1&select=dataset_id`);
  const count = wholeNumber(answer?.total_count);
  if (count === undefined) return [];
  return [
    {
      settings: { url: origin },
      evidence: `${where} answers as Opendatasoft Explore 2.1, ${count} datasets`,
      sureness: 'interface',
    },
  ];
}
