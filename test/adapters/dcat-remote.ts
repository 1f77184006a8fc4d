import type { RemoteUnderTest } from '../contracts/remote.ts';
import { harvestOnly } from '../support/harvest-only.ts';
import { loopback } from '../support/scripted.ts';
import { answerOf, catalogue } from './dcat/portal.ts';

const KEY = 'a-long-token-of-the-reader';

/** A site that shows its catalogue, in JSON-LD, to holders of a token. */
export async function dcatSite(): Promise<RemoteUnderTest> {
  const held = catalogue(7, { key: KEY });
  const { url, close } = await loopback((asked) => answerOf(held, asked));
  const at = (address: string) => ({ url: new URL('/catalog', address).href, format: 'jsonld' });
  return harvestOnly({
    url,
    settings: (address, language) => ({
      ...(address.startsWith('http') ? at(address) : { url: address }),
      key: KEY,
      language,
    }),
    wrongKey: (address) => ({ ...at(address), key: 'somebody-elses-token' }),
    canary: KEY,
    isWrite: ({ method }) => method !== 'GET',
    isPage: ({ path }) => path.startsWith('/catalog'),
    breakFirst: (body) =>
      inFile(body, ([first, ...rest]) => [{ '@id': first?.['@id'], '@type': first?.['@type'] }, ...rest]),
    bendFirst: (body) =>
      inFile(body, ([first, ...rest]) => [
        {
          ...first,
          'dct:title': { not: 'a title' },
          'dcat:keyword': 7,
          'dct:publisher': [[]],
          'dcat:distribution': 'none',
          'dct:temporal': { '@id': first?.['@id'] },
        },
        ...rest,
      ]),
    refusal: () => 'no',
    dropFirst: (body) => inFile(body, ([, ...rest]) => rest),
    close,
  });
}

function inFile(body: string, change: (nodes: Record<string, unknown>[]) => unknown[]): string {
  const file = JSON.parse(body) as { '@graph': Record<string, unknown>[] };
  return JSON.stringify({ ...file, '@graph': change(file['@graph']) });
}
