import assert from 'node:assert/strict';
import { request } from 'undici';
import type { Run } from '../../../src/ledger/runs.ts';
import { startCkan, type CkanSandbox } from '../../../src/sandbox/ckan/ckan.ts';
import { startUdata, type UdataSandbox } from '../../../src/sandbox/udata/udata.ts';
import { FaultProxy, type ProxiedAnswer, type ProxiedRequest } from '../../support/fault-proxy.ts';
import { ckanAction } from '../../support/portal-view.ts';
import { until } from '../until.ts';
import type { World } from '../world.ts';

export interface SourceOptions {
  records?: number;
  pageSize?: number;
  harvest?: Record<string, unknown>;
  settings?: Record<string, unknown>;
}

/** A page and a removal take longer on a machine that does much else. */
const RUN_MS = 90_000;

export const PAGE = 10;
export const RECORDS = 60;
export const PAGES = RECORDS / PAGE;

/** One catalogue to harvest, behind a proxy that misbehaves, with everything that is known about what must be there. */
export class Source {
  readonly id: string;
  readonly proxy: FaultProxy;
  readonly world: World;
  readonly #portal: CkanSandbox | UdataSandbox;
  readonly #options: SourceOptions;

  private constructor(
    world: World,
    id: string,
    portal: CkanSandbox | UdataSandbox,
    proxy: FaultProxy,
    options: SourceOptions,
  ) {
    this.world = world;
    this.id = id;
    this.#portal = portal;
    this.proxy = proxy;
    this.#options = options;
  }

  /** A CKAN, unless a number of records for a udata is given. */
  static async start(world: World, id: string, options: SourceOptions & { udata?: number }): Promise<Source> {
    const { udata, records = RECORDS } = options;
    const portal = udata === undefined ? await startCkan({ seed: records }) : await filledUdata(udata);
    const source = new Source(world, id, portal, await FaultProxy.start(portal.url), options);
    await source.configure();
    return source;
  }

  get portal(): CkanSandbox {
    if (!('sysadminToken' in this.#portal)) throw new TypeError('this source is no CKAN');
    return this.#portal;
  }

  /** Settings and harvest as they were at the start, and these. */
  async configure(
    more: { settings?: Record<string, unknown>; harvest?: Record<string, unknown> } = {},
  ): Promise<void> {
    const { settings, harvest, pageSize } = this.#options;
    await this.world.control.apply(
      [
        {
          id: this.id,
          adapter: 'sysadminToken' in this.#portal ? 'ckan' : 'udata',
          settings: { url: this.proxy.url, ...(more.settings ?? settings) },
          harvest: { pageSize: pageSize ?? PAGE, grace: '0s', absences: 1, ...harvest, ...more.harvest },
        },
      ],
      { retireOthers: false },
    );
  }

  /** Asks for a harvest and gives it as it begins. */
  async begin(): Promise<Run> {
    const before = new Set((await this.runs()).map(({ id }) => id));
    await this.world.control.harvest(this.id);
    let begun: Run | undefined;
    await until(
      `a run of ${this.id}`,
      async () => {
        begun = (await this.runs()).find(({ id }) => !before.has(id));
        return begun !== undefined;
      },
      RUN_MS,
    );
    assert.ok(begun !== undefined);
    return begun;
  }

  async ended({ id }: { id: string }, ms = RUN_MS): Promise<Run> {
    let run: Run | undefined;
    await until(
      `the end of a run of ${this.id}`,
      async () => {
        run = await this.world.control.run(id);
        return run.state !== 'running';
      },
      ms,
    );
    assert.ok(run !== undefined);
    return run;
  }

  /** One harvest from its start to its end. */
  async harvest(ms?: number): Promise<Run> {
    return this.ended(await this.begin(), ms);
  }

  runs(): Promise<Run[]> {
    return this.world.control.runs({ connectorId: this.id, limit: 50 });
  }

  /** How many datasets of this source the platform holds in each state. */
  async states(): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    let cursor: string | undefined;
    do {
      const page = await this.world.control.datasets({
        limit: 500,
        filter: { harvestedBy: this.id },
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const { state } of page.entries) counts[state] = (counts[state] ?? 0) + 1;
      cursor = page.next;
    } while (cursor !== undefined);
    return counts;
  }

  /** A run that ended well: everything that was listed is there, each record once, nothing went. */
  async whole(run: Run, active: number): Promise<void> {
    assert.equal(run.state, 'complete', run.reason);
    assert.equal(run.counts.repeated, 0, 'a page was stored twice');
    assert.deepEqual(await this.states(), { active });
  }

  /** A run that did not: nothing went, and it says why. */
  async doubted(run: Run, active: number, words: RegExp): Promise<void> {
    assert.notEqual(run.state, 'complete', 'it was believed');
    assert.match(run.reason ?? '', words);
    assert.deepEqual([run.counts.removed, await this.states()], [0, { active }]);
  }

  async names(): Promise<string[]> {
    return (await ckanAction(this.portal, 'package_list', {})) as string[];
  }

  async delete(names: readonly string[]): Promise<void> {
    for (const id of names) await ckanAction(this.portal, 'package_delete', { id });
  }

  async restore(names: readonly string[]): Promise<void> {
    for (const id of names) await ckanAction(this.portal, 'package_patch', { id, state: 'active' });
  }

  async add(names: readonly string[]): Promise<void> {
    for (const name of names)
      await ckanAction(this.portal, 'package_create', {
        name,
        title: `Ajouté ${name}`,
        owner_org: this.portal.organization,
      });
  }

  /** Pages asked for so far. */
  asked(): number {
    return this.proxy.requests.filter(isPage).length;
  }

  /** Strikes pages from the `first` on, counted from the next one that is asked for. */
  strike(first: number, action: Parameters<FaultProxy['add']>[0]['action'], times?: number): () => number {
    let seen = 0;
    return this.proxy.add({
      matches(request) {
        if (!isPage(request)) return false;
        seen += 1;
        return seen >= first;
      },
      action,
      ...(times === undefined ? {} : { times }),
    });
  }

  /** Changes what pages and counts say. */
  twist(change: (result: SearchResult, nth: number) => SearchResult, which = isSearch): void {
    let nth = 0;
    this.proxy.add({
      matches: which,
      action: {
        rewrite(answer) {
          nth += 1;
          return rewritten(answer, (result) => change(result, nth));
        },
      },
    });
  }

  async close(): Promise<void> {
    await this.proxy.close();
    await this.#portal.close();
  }
}

async function filledUdata(records: number): Promise<UdataSandbox> {
  const portal = await startUdata();
  for (let index = 0; index < records; index += 1) {
    await request(`${portal.url}/api/1/datasets/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': portal.key },
      body: JSON.stringify({ title: `Jeu ${index}`, description: 'Rien', organization: portal.organization }),
    }).then(({ body }) => body.dump());
  }
  return portal;
}

export interface SearchResult {
  count: unknown;
  results: { id: string; name: string }[];
}

export const isSearch = ({ path }: ProxiedRequest): boolean => path.includes('/package_search');
/** One of the listing, not a mere count. */
export const isPage = (request: ProxiedRequest): boolean =>
  isSearch(request) && !/[?&]rows=0(&|$)/.test(request.path);

function rewritten(
  answer: ProxiedAnswer,
  change: (result: SearchResult) => SearchResult,
): Partial<ProxiedAnswer> {
  const body = JSON.parse(answer.body) as { result: SearchResult };
  return { body: JSON.stringify({ ...body, result: change(body.result) }) };
}
