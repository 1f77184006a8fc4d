import type { RemoteUnderTest } from '../contracts/remote.ts';
import { harvestOnly } from '../support/harvest-only.ts';
import { loopback } from '../support/scripted.ts';
import { answerOf, catalogue } from './opendatasoft/portal.ts';

const KEY = 'a-long-api-key-of-the-reader';

/** A portal that is open to holders of a key only. */
export async function opendatasoftPortal(): Promise<RemoteUnderTest> {
  const held = catalogue(7, { key: KEY });
  const { url, close } = await loopback((asked) => answerOf(held, asked));
  return harvestOnly({
    url,
    settings: (address, language) => ({ url: address, apiKey: KEY, language }),
    wrongKey: (address) => ({ url: address, apiKey: 'somebody-elses-key' }),
    canary: KEY,
    isWrite: ({ method }) => method !== 'GET',
    isPage: ({ path }) => path.includes('/catalog/datasets?'),
    breakFirst: (body) => inPage(body, ([, ...rest]) => [{ hello: 'world' }, ...rest]),
    bendFirst: (body) =>
      inPage(body, ([first, ...rest]) => [
        {
          ...(first as object),
          metas: { default: { title: { not: 'a title' }, keyword: 7 } },
          attachments: 'none',
        },
        ...rest,
      ]),
    refusal: () => JSON.stringify({ error_code: 'ODSQLError', message: 'no' }),
    dropFirst: (body) => inPage(body, ([, ...rest]) => rest),
    close,
  });
}

function inPage(body: string, change: (results: unknown[]) => unknown[]): string {
  const page = JSON.parse(body) as { results: unknown[] };
  return JSON.stringify({ ...page, results: change(page.results) });
}
