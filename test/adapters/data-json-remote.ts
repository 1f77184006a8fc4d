import type { RemoteUnderTest } from '../contracts/remote.ts';
import { harvestOnly } from '../support/harvest-only.ts';
import { loopback } from '../support/scripted.ts';
import { answerOf, catalogue } from './data-json/portal.ts';
import type { Wire } from './data-json/portal.ts';

const KEY = 'a-long-token-of-the-reader';

/** A site that shows its data.json to holders of a token. */
export async function dataJsonSite(): Promise<RemoteUnderTest> {
  const held = catalogue(7, { key: KEY });
  const { url, close } = await loopback((asked) => answerOf(held, asked));
  return harvestOnly({
    url,
    settings: (address, language) => ({ url: address, key: KEY, language }),
    wrongKey: (address) => ({ url: address, key: 'somebody-elses-token' }),
    canary: KEY,
    isWrite: ({ method }) => method !== 'GET',
    isPage: ({ path }) => path.startsWith('/data.json'),
    breakFirst: (body) => inFile(body, ([, ...rest]) => ['no dataset', ...rest]),
    bendFirst: (body) =>
      inFile(body, ([first, ...rest]) => [
        {
          ...(first as object),
          title: { not: 'a title' },
          keyword: 7,
          publisher: [[]],
          distribution: 'none',
          temporal: { a: 1 },
        },
        ...rest,
      ]),
    refusal: () => JSON.stringify({ message: 'no' }),
    dropFirst: (body) => inFile(body, ([, ...rest]) => rest),
    close,
  });
}

function inFile(body: string, change: (entries: unknown[]) => unknown[]): string {
  const file = JSON.parse(body) as Wire;
  return JSON.stringify({ ...file, dataset: change(file.dataset) });
}
