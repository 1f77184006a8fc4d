import assert from 'node:assert/strict';
import { answerOf, catalogue } from '../adapters/opendatasoft/portal.ts';
import { FileHost } from '../support/file-host.ts';
import { PortalClient } from '../support/portal-client.ts';
import { loopback, type Asked, type Loopback, type Said } from '../support/scripted.ts';
import { ORGANIZATION, type RealPeer } from './peer.ts';

/** Where the table of a dataset is kept. */
export const PLACES = ['elsewhere', 'ckan', 'opendatasoft'] as const;
export type Place = (typeof PLACES)[number];

const EXPORT = /\/datasets\/([\w-]+)\/exports\/csv$/;

/** Tables at a real CKAN and at an Opendatasoft on loopback, by the titles of their datasets. */
export class Sources {
  readonly host: FileHost;
  readonly opendatasoft: Loopback;
  readonly #peer: RealPeer;
  readonly #client: PortalClient;
  readonly #tables: Map<string, string>;
  /** Ids of the resources that CKAN keeps itself. */
  readonly #uploaded = new Map<string, string>();

  private constructor(peer: RealPeer, host: FileHost, opendatasoft: Loopback, tables: Map<string, string>) {
    this.#peer = peer;
    this.#client = new PortalClient(peer.url, { authorization: peer.secret });
    this.host = host;
    this.opendatasoft = opendatasoft;
    this.#tables = tables;
  }

  /** `each`: datasets in each place. */
  static async open(peer: RealPeer, each: number): Promise<Sources> {
    const held = catalogue(each);
    const tables = new Map<string, string>();
    const titles = new Map(held.entries.map(({ id, title }) => [id, title]));
    const answer = (asked: Asked): Said => {
      const [, id = ''] = EXPORT.exec(asked.path) ?? [];
      const table = tables.get(titles.get(id) ?? '');
      return table === undefined
        ? answerOf(held, asked)
        : { headers: { 'content-type': 'text/csv' }, body: table };
    };
    const sources = new Sources(peer, await FileHost.start(), await loopback(answer), tables);
    for (let index = 0; index < each; index += 1) {
      await sources.#make('elsewhere', index);
      await sources.#make('ckan', index);
      tables.set(titleOf('opendatasoft', index), tableOf('opendatasoft', index));
    }
    return sources;
  }

  /** The table of a dataset. */
  table(title: string): string {
    const table = this.#tables.get(title);
    assert.ok(table !== undefined, `no table of ${title}`);
    return table;
  }

  get titles(): string[] {
    return [...this.#tables.keys()].toSorted();
  }

  /** Another value in one row. */
  async change(place: Place, index: number, row: number): Promise<void> {
    const title = titleOf(place, index);
    const before = this.table(title);
    const table = before.replace(`\n${row},ouvert,`, `\n${row},fermé,`);
    assert.notEqual(table, before);
    this.#tables.set(title, table);
    if (place === 'elsewhere') this.host.put(pathOf(index), table);
    if (place !== 'ckan') return;
    const id = this.#uploaded.get(title);
    assert.ok(id !== undefined);
    await this.#upload('resource_patch', { id }, table);
  }

  async close(): Promise<void> {
    await this.opendatasoft.close();
    await this.host.close();
  }

  async #make(place: Exclude<Place, 'opendatasoft'>, index: number): Promise<void> {
    const title = titleOf(place, index);
    const table = tableOf(place, index);
    this.#tables.set(title, table);
    const name = `${ORGANIZATION}-${place}-${index}`;
    const json = { name, title, owner_org: ORGANIZATION };
    const { status, text, body } = await this.#client.call('POST', '/api/3/action/package_create', { json });
    assert.equal(status, 200, text);
    const { id } = (body as { result: { id: string } }).result;
    const said = { package_id: id, name: 'Table', format: 'CSV' };
    if (place === 'ckan') {
      this.#uploaded.set(title, await this.#upload('resource_create', said, table));
      return;
    }
    const link = { ...said, url: this.host.put(pathOf(index), table) };
    const made = await this.#client.call('POST', '/api/3/action/resource_create', { json: link });
    assert.equal(made.status, 200, made.text);
  }

  async #upload(action: string, fields: Record<string, string>, table: string): Promise<string> {
    const form = new FormData();
    for (const [key, value] of Object.entries(fields)) form.append(key, value);
    form.append('upload', new Blob([table], { type: 'text/csv' }), 'table.csv');
    const answer = await fetch(`${this.#peer.url}/api/3/action/${action}`, {
      method: 'POST',
      headers: { authorization: this.#peer.secret },
      body: form,
    });
    const text = await answer.text();
    assert.equal(answer.status, 200, text);
    return (JSON.parse(text) as { result: { id: string } }).result.id;
  }
}

const ROWS = 40;

export function titleOf(place: Place, index: number): string {
  if (place === 'opendatasoft') return `Set ${String(index + 1).padStart(5, '0')}`;
  return `Table ${place} ${index}`;
}

function pathOf(index: number): string {
  return `/table-${index}.csv`;
}

/** Its key is the first column, and no two tables are alike. */
function tableOf(place: Place, index: number): string {
  const rows = Array.from({ length: ROWS }, (_none, row) => `${row},ouvert,« ${place} ${index} »`);
  return `code,etat,lieu\n${rows.join('\n')}\n`;
}
