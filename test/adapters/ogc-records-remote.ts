import type { RemoteUnderTest } from '../contracts/remote.ts';
import { harvestOnly } from '../support/harvest-only.ts';
import { loopback } from '../support/scripted.ts';
import { answerOf, catalogue } from './ogc-records/portal.ts';

const KEY = 'a-long-token-of-the-reader';

/** A catalogue that wants a token. */
export async function ogcCatalogue(): Promise<RemoteUnderTest> {
  const held = catalogue(7, { key: KEY });
  const { url, close } = await loopback((asked) => answerOf(held, asked));
  return harvestOnly({
    url,
    settings: (address, language) => ({ url: address, key: KEY, language }),
    wrongKey: (address) => ({ url: address, key: 'somebody-elses-token' }),
    canary: KEY,
    isWrite: ({ method }) => method !== 'GET',
    isPage: ({ path }) => path.includes('/items?'),
    breakFirst: (body) => inPage(body, ([, ...rest]) => [{ hello: 'world' }, ...rest]),
    bendFirst: (body) =>
      inPage(body, ([first, ...rest]) => [
        {
          ...(first as object),
          properties: { title: { not: 'a title' }, keywords: 7, contacts: 'x' },
          links: 'none',
        },
        ...rest,
      ]),
    refusal: () => JSON.stringify({ code: 'InvalidParameterValue', description: 'no' }),
    dropFirst: (body) => inPage(body, ([, ...rest]) => rest),
    close,
  });
}

function inPage(body: string, change: (features: unknown[]) => unknown[]): string {
  const page = JSON.parse(body) as { features: unknown[] };
  return JSON.stringify({ ...page, features: change(page.features) });
}
