import assert from 'node:assert/strict';
import type { ZodType } from 'zod';
import type { Adapter, ListOptions, SameRecord } from '../../src/adapters/adapter.ts';
import { loopback, visitor, walk } from './scripted.ts';
import type { Asked, Loopback, Said, Visitor, Walked } from './scripted.ts';

/** What a lying remote makes of its answer to a page; `page` counts them from 1. */
export type Lie = (said: Said, page: number, asked: Asked) => Said;

/** A remote with what it holds, and a session that lists it. */
export interface Place<S, H> {
  held: H;
  remote: Loopback;
  visit: Visitor<S>;
  list: (cursor: string | undefined, options: ListOptions) => ReturnType<NonNullable<Adapter<S>['list']>>;
  walk(options?: Partial<ListOptions>, between?: (pages: number) => void): Promise<Walked>;
  /** The pages that were asked for. */
  pagesAsked(): Asked[];
}

/** How an adapter's tests make places; `close` ends all of them. */
export function listedPortal<S, H>(of: {
  adapter: Adapter<S>;
  settings: ZodType<S>;
  /** The address that the settings give. */
  at?: (url: string) => string;
  answer: (held: H, asked: Asked) => Said;
  isPage: (asked: Asked) => boolean;
}) {
  const open: { close(): Promise<void> }[] = [];
  return {
    place: async (held: H, lie?: Lie, settings: Record<string, unknown> = {}): Promise<Place<S, H>> => {
      let pages = 0;
      const remote = await loopback((asked) => {
        const said = of.answer(held, asked);
        if (lie === undefined || !of.isPage(asked)) return said;
        pages += 1;
        return lie(said, pages, asked);
      });
      const url = of.at?.(remote.url) ?? remote.url;
      const visit = visitor(of.settings, { url, ...settings });
      open.push(remote, visit);
      const list: Place<S, H>['list'] = (cursor, options) => of.adapter.list!(visit.session, cursor, options);
      return {
        held,
        remote,
        visit,
        list,
        walk: (options, between) => walk(list, options, between),
        pagesAsked: () => remote.asked.filter(of.isPage),
      };
    },
    open,
    close: async (): Promise<void> => {
      for (const one of open.splice(0)) await one.close();
    },
  };
}

/** A lie about what an answer in JSON says; a refusal stays what it is. */
export function saying<T>(change: (body: T, page: number, asked: Asked) => T | Said): Lie {
  return (said, page, asked) => {
    if ((said.status ?? 200) !== 200) return said;
    const changed = change(JSON.parse(said.body) as T, page, asked);
    return isSaid(changed) ? changed : { ...said, body: JSON.stringify(changed) };
  };
}

function isSaid(value: unknown): value is Said {
  return typeof value === 'object' && value !== null && 'body' in value;
}

/** The place of the next page is told before anybody is asked which records are known; of two the first is. */
export async function tellsAhead<S, H>(
  { list }: Place<S, H>,
  same: SameRecord,
  second: string,
): Promise<void> {
  const order: string[] = [];
  const page = await list(undefined, {
    pageSize: 2,
    kinds: ['dataset'],
    onNext: (cursor) => order.push(cursor),
    known: (found) => {
      order.push('known');
      return Promise.resolve(new Set(found.slice(0, 1).map(({ remoteId }) => remoteId)));
    },
  });
  assert.deepEqual(order, [page.next, 'known']);
  assert.deepEqual(page.same, [same]);
  assert.deepEqual(
    page.records.map(({ remoteId }) => remoteId),
    [second],
  );
}

/** What a listing that changes under way comes to is never called complete. */
export async function isMoving<S, H>(one: Place<S, H>, change: (held: H) => void): Promise<void> {
  const { last } = await one.walk({}, (pages) => {
    if (pages === 2) change(one.held);
  });
  assert.equal(last.verdict?.state, 'moving');
}
