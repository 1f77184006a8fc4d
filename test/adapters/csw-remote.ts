import type { RemoteUnderTest } from '../contracts/remote.ts';
import { harvestOnly } from '../support/harvest-only.ts';
import { loopback } from '../support/scripted.ts';
import { answerOf, catalogue, exception } from './csw/portal.ts';
import type { Catalogue } from './csw/portal.ts';

const LOGIN = { username: 'reader', password: 'a-long-password-of-the-reader' };
const FIRST = /<(?:gmd:MD_Metadata|csw:Record)[^]*?<\/(?:gmd:MD_Metadata|csw:Record)>/;

/** A catalogue service that wants a login, in either version. */
export async function cswService(version: Catalogue['version']): Promise<RemoteUnderTest> {
  const held = catalogue(7, { version, login: `${LOGIN.username}:${LOGIN.password}` });
  const { url, close } = await loopback((asked) => answerOf(held, asked));
  return harvestOnly({
    url,
    settings: (address, language) => ({ url: `${address}/csw`, ...LOGIN, language }),
    wrongKey: (address) => ({ url: `${address}/csw`, ...LOGIN, password: 'somebody-else' }),
    canary: LOGIN.password,
    isWrite: ({ method, body }) => !(method === 'GET' || (method === 'POST' && body.includes('GetRecords'))),
    isPage: ({ body, path }) => body.includes('GetRecords') || /request=GetRecords(?:&|$)/.test(path),
    breakFirst: (body) => body.replace(FIRST, '<zorg xmlns="urn:zorg"><hello>world</hello></zorg>'),
    bendFirst: (body) =>
      body.replace(FIRST, (record) =>
        record
          .replaceAll(/<(gmd:title|dc:title)>[^]*?<\/\1>/g, '<$1><a><b/></a></$1>')
          .replace('2024-01-', 'soon-'),
      ),
    refusal: (status) =>
      exception(status >= 500 ? 'NoApplicableCode' : 'InvalidParameterValue', 'request', 'no').body,
    dropFirst: (body) => body.replace(FIRST, ''),
    close,
  });
}
