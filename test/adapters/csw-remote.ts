import { parseXml } from '../../src/formats/xml/parse.ts';
import { attributeOf, elementsOf, firstOf, textIn, within } from '../../src/formats/xml/tree.ts';
import type { XmlElement } from '../../src/formats/xml/tree.ts';
import { INSTALLATION } from '../contracts/remote.ts';
import type { RemoteUnderTest } from '../contracts/remote.ts';
import { loginGate } from '../support/login-gate.ts';
import { loopback } from '../support/scripted.ts';
import { exception, GMD } from './csw/catalogue.ts';
import { answerOf, catalogue } from './csw/portal.ts';
import type { Catalogue } from './csw/catalogue.ts';
import { entryOf } from './csw/transactions.ts';

const LOGIN = { username: 'editor', password: 'a-long-password-of-the-editor' };
const FIRST = /<((?:\w+:)?(?:MD_Metadata|Record))(?=[\s>])[^]*?<\/\1>/;

/** A second way into a catalogue: records by their ids, as XML. */
interface BackDoor {
  all(): Promise<string[]>;
  get(id: string): Promise<string>;
  set(id: string, xml: string): Promise<void>;
  remove(id: string): Promise<void>;
}

/** A catalogue service that wants a login, in either version. */
export async function cswService(version: Catalogue['version']): Promise<RemoteUnderTest> {
  const held = catalogue(7, { version, login: `${LOGIN.username}:${LOGIN.password}`, takes: true });
  const { url, close } = await loopback((asked) => answerOf(held, asked));
  const at = (id: string): number => held.entries.findIndex((entry) => entry.id === id);
  return cswRemote(url, close, {
    all: () => Promise.resolve(held.entries.flatMap(({ xml }) => xml ?? [])),
    get: (id) => Promise.resolve(held.entries[at(id)]?.xml ?? ''),
    set: (id, xml) => {
      held.entries[at(id)] = entryOf(parsed(xml));
      return Promise.resolve();
    },
    remove: (id) => {
      held.entries = held.entries.filter((entry) => entry.id !== id);
      return Promise.resolve();
    },
  });
}

/** A running pycsw, behind a login that it does not have itself. */
export async function pycswReal(origin: string): Promise<RemoteUnderTest> {
  const login = Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString('base64');
  const gate = await loginGate(origin, `Basic ${login}`);
  const door = pycswDoor(origin);
  const leave = async (): Promise<void> => {
    await gate.close();
    for (const xml of await door.all())
      if (xml.includes(`navette: ${INSTALLATION}/`)) await door.remove(entryOf(parsed(xml)).id);
  };
  return cswRemote(gate.url, leave, door);
}

function parsed(xml: string): XmlElement {
  const root = parseXml(xml);
  if (root === undefined) throw new TypeError('not XML');
  return root;
}

function pycswDoor(origin: string): BackDoor {
  const ask = async (query: Record<string, string>): Promise<string> => {
    const address = new URL(`${origin}/csw`);
    for (const [name, value] of Object.entries({ service: 'CSW', version: '2.0.2', ...query }))
      address.searchParams.set(name, value);
    return (await fetch(address)).text();
  };
  const records = (text: string): string[] =>
    [...text.matchAll(/<gmd:MD_Metadata(?=[\s>])[^]*?<\/gmd:MD_Metadata>/g)].map(([record]) =>
      declared(record, text),
    );
  const transact = async (inner: string): Promise<void> => {
    const body = `<csw:Transaction xmlns:csw="http://www.opengis.net/cat/csw/2.0.2" xmlns:ogc="http://www.opengis.net/ogc" service="CSW" version="2.0.2">${inner}</csw:Transaction>`;
    const answer = await fetch(`${origin}/csw`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/xml' },
    });
    const text = await answer.text();
    if (!/<csw:total(?:Updated|Deleted)>1</.test(text)) throw new Error(text.slice(0, 2_000));
  };
  return {
    all: async () => {
      const pages: string[] = [];
      for (let start = 1; ; start += 100) {
        const text = await ask({
          request: 'GetRecords',
          typeNames: 'gmd:MD_Metadata',
          resultType: 'results',
          elementSetName: 'full',
          outputSchema: GMD,
          maxRecords: '100',
          startPosition: String(start),
        });
        const found = records(text);
        if (found.length === 0) return pages;
        pages.push(...found);
      }
    },
    get: async (id) =>
      records(await ask({ request: 'GetRecordById', id, elementSetName: 'full', outputSchema: GMD }))[0] ??
      '',
    set: (_id, xml) => transact(`<csw:Update>${xml}</csw:Update>`),
    remove: (id) =>
      transact(
        `<csw:Delete><csw:Constraint version="1.1.0"><ogc:Filter><ogc:PropertyIsEqualTo><ogc:PropertyName>apiso:Identifier</ogc:PropertyName><ogc:Literal>${id}</ogc:Literal></ogc:PropertyIsEqualTo></ogc:Filter></csw:Constraint></csw:Delete>`,
      ),
  };
}

/** A record cut out of an answer, with the prefixes that the answer declares. */
function declared(record: string, answer: string): string {
  const missing = [...answer.matchAll(/xmlns:(\w+)="[^"]*"/g)]
    .filter(([, prefix], index, all) => all.findIndex(([, other]) => other === prefix) === index)
    .filter(([whole]) => !record.slice(0, record.indexOf('>')).includes(whole.slice(0, whole.indexOf('='))))
    .map(([whole]) => whole);
  return record.replace('<gmd:MD_Metadata', `<gmd:MD_Metadata ${missing.join(' ')}`);
}

function cswRemote(url: string, close: () => Promise<void>, door: BackDoor): RemoteUnderTest {
  const rootOf = async (id: string) => parseXml(await door.get(id));
  const edit = async (id: string, change: (xml: string) => string): Promise<void> => {
    const before = await door.get(id);
    const after = change(before);
    if (after === before) throw new Error(`nothing was edited in ${id}`);
    await door.set(id, after);
  };
  const titleOf = (xml: string): string => {
    const root = parseXml(xml);
    return root === undefined ? '' : entryOf(root).title;
  };
  const countTitled = async (title: string): Promise<number> =>
    (await door.all()).filter((xml) => titleOf(xml) === title).length;
  return {
    url,
    settings: (address, language) => ({ url: `${address}/csw`, ...LOGIN, language }),
    wrongKey: (address) => ({ url: `${address}/csw`, ...LOGIN, password: 'somebody-else' }),
    canary: LOGIN.password,
    isWrite: ({ body }) => body.includes('Transaction'),
    isCreate: ({ body }) => body.includes('<csw:Insert>'),
    isPage: ({ body, path }) => body.includes('GetRecords') || /request=GetRecords(?:&|$)/.test(path),
    breakFirst: (body) => body.replace(FIRST, '<zorg xmlns="urn:zorg"><hello>world</hello></zorg>'),
    bendFirst: (body) =>
      body.replace(FIRST, (record) =>
        record
          .replaceAll(/<((?:\w+:)?title)(?=[\s>])[^]*?<\/\1>/g, '<$1 xmlns:gmd="urn:bent"><a><b/></a></$1>')
          .replace('2024-01-', 'soon-'),
      ),
    refusal: (status) =>
      exception(status >= 500 ? 'NoApplicableCode' : 'InvalidParameterValue', 'request', 'no').body,
    dropFirst: (body) => body.replace(FIRST, ''),
    countTitled,
    countPublic: countTitled,
    title: async (id) => titleOf(await door.get(id)),
    resources: async (id) =>
      within(await rootOf(id), 'onLine').flatMap((link) => {
        const [resource] = elementsOf(link);
        const address = textIn(firstOf(resource, 'linkage')).trim();
        return [
          {
            id: attributeOf(resource, 'uuid') ?? address,
            title: textIn(firstOf(resource, 'name')).trim(),
            url: address,
          },
        ];
      }),
    extra: async (id, key) =>
      within(await rootOf(id), 'credit')
        .map((credit) => textIn(credit).trim().split('='))
        .find(([name]) => name === key)?.[1],
    retitle: (id, title) =>
      edit(id, (xml) =>
        xml.replace(
          /(<(?:\w+:)?title(?=[\s>])[^>]*>\s*<(?:\w+:)?CharacterString[^>]*>)[^<]*/,
          (_, head: string) => head + title,
        ),
      ),
    // As an editor's form does it: into the first block that there is, whoever's it is.
    addResource: (id, { title, url: address }) =>
      edit(id, (xml) =>
        xml.replace(
          /<\/(?:\w+:)?MD_DigitalTransferOptions>/,
          (end) =>
            `<onLine xmlns="${GMD}"><CI_OnlineResource><linkage><URL>${address}</URL></linkage><name><CharacterString xmlns="http://www.isotc211.org/2005/gco">${title}</CharacterString></name></CI_OnlineResource></onLine>${end}`,
        ),
      ),
    addExtra: (id, key, value) =>
      edit(id, (xml) =>
        xml.replace(
          /<\/(?:\w+:)?abstract>/,
          (end) =>
            `${end}<credit xmlns="${GMD}"><CharacterString xmlns="http://www.isotc211.org/2005/gco">${key}=${value}</CharacterString></credit>`,
        ),
      ),
    removeByHand: (id) => door.remove(id),
    close,
  };
}
