import { setTimeout as sleep } from 'node:timers/promises';
import { FaultProxy } from '../support/fault-proxy.ts';
import { until } from '../support/installation.ts';
import { edited, modelOf, numbersIn, type Doc } from './dataset.ts';
import { Cell } from './expected.ts';
import { Misfortunes } from './faults.ts';
import type { Shown, Site } from './site.ts';
import type { Policy, Step, Story } from './story.ts';
import type { World } from './world.ts';

/** A push that somebody asked for answers within its own 90 s. */
/** Outcomes that a wrong record is explained by. */
const LATELY = 8;
const ASKED_MS = 95_000;

interface Target {
  id: string;
  kind: 'udata' | 'ckan';
  policy: Policy;
  site: Site;
  proxy: FaultProxy;
  misfortunes: Misfortunes;
  secret: string;
  paused: boolean;
  /** Announced past the outbox: nobody can tell from there when it is done. */
  signalled: boolean;
  cells: Cell[];
}

interface OurDataset {
  id: string;
  label: string;
  doc: Doc | undefined;
  visibility: 'public' | 'private';
}

let plays = 0;

/** Lives a story through and tells what is wrong at its end; nothing when all is right. */
export async function play(world: World, story: Story): Promise<string[]> {
  plays += 1;
  const name = `s${story.seed}p${plays}`;
  const scene = await Scene.open(world, story, name);
  try {
    for (const step of story.steps) {
      await scene.act(step);
      if (step.pauseMs > 0) await sleep(step.pauseMs);
    }
    return await scene.end();
  } catch (error) {
    return [`it broke off: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
  } finally {
    await scene.close();
  }
}

class Scene {
  readonly #world: World;
  readonly #story: Story;
  readonly #owner: string;
  readonly #targets: Target[] = [];
  readonly #datasets: OurDataset[];
  readonly #asked = new Set<Promise<unknown>>();
  #stopped = false;

  private constructor(world: World, story: Story, owner: string) {
    this.#world = world;
    this.#story = story;
    this.#owner = owner;
    this.#datasets = Array.from({ length: story.datasets }, (_, index) => ({
      id: `${owner}d${index}`,
      label: `${owner}d${index}`,
      doc: undefined,
      visibility: 'public',
    }));
  }

  static async open(world: World, story: Story, owner: string): Promise<Scene> {
    const scene = new Scene(world, story, owner);
    const sites = new Map<string, Site>();
    for (const [index, { kind, policy }] of story.connectors.entries()) {
      const site = sites.get(kind) ?? (await world.grounds.open(kind, story));
      sites.set(kind, site);
      const proxy = await FaultProxy.start(site.url);
      scene.#targets.push({
        id: `${owner}c${index}`,
        kind,
        policy,
        site,
        proxy,
        misfortunes: new Misfortunes(proxy),
        secret: await world.secret(`${owner}c${index}`, site.key),
        paused: false,
        signalled: false,
        cells: scene.#datasets.map(() => new Cell()),
      });
    }
    await world.apply(Object.fromEntries(scene.#targets.map((target) => [target.id, scene.#config(target)])));
    return scene;
  }

  async act(step: Step): Promise<void> {
    const { control } = this.#world;
    switch (step.do) {
      case 'write': {
        const dataset = at(this.#datasets, step.dataset);
        const { set } = step;
        dataset.doc = edited(dataset.doc, set, step.n);
        dataset.visibility = set.visibility ?? dataset.visibility;
        this.#wantAgain();
        for (const { cells } of this.#targets)
          if (set.drop !== undefined) at(cells, step.dataset).forgetFile(set.drop);
        const { id, label, doc, visibility } = dataset;
        const written = modelOf(doc, id, step.dataset, label);
        await control.writeDataset(id, { dataset: written, visibility, owner: this.#owner }, 'simulation');
        return;
      }
      case 'delete': {
        const dataset = at(this.#datasets, step.dataset);
        if (dataset.doc === undefined) return;
        dataset.doc = undefined;
        this.#wantAgain();
        return control.setDatasetState(dataset.id, 'deleted', 'simulation');
      }
      case 'announce':
        return control.announce(
          this.#ids(step.datasets),
          this.#targets.map(({ id }) => id),
        );
      case 'stop workers':
        if (!this.#stopped) await this.#world.stopWorkers();
        this.#stopped = true;
        return;
      case 'start workers':
        if (this.#stopped) await this.#world.startWorkers();
        this.#stopped = false;
        return;
      case 'kill worker':
        this.#background(this.#world.killWorker());
        return;
      default:
        return this.#actOn(at(this.#targets, step.connector), step);
    }
  }

  async #actOn(target: Target, step: Step & { connector: number }): Promise<void> {
    const { control } = this.#world;
    switch (step.do) {
      case 'signal':
        target.signalled = true;
        // A connector's workflow begins with its first change.
        await this.#world.signal(target.id, this.#ids(step.datasets)).catch(() => undefined);
        return;
      case 'pause':
        target.paused = true;
        return control.pause(target.id);
      case 'resume':
        target.paused = false;
        return control.resume(target.id);
      case 'retry':
        await control.retry(target.id);
        return;
      case 'pushNow':
        if (!target.paused) this.#background(control.pushNow(target.id, this.#ids(step.datasets)));
        return;
      case 'settings':
        if (step.set.edits !== undefined && step.set.edits !== target.policy.edits)
          for (const cell of target.cells) cell.unsettle();
        target.policy = { ...target.policy, ...step.set };
        this.#wantAgain();
        return this.#world.apply({ [target.id]: this.#config(target) });
      case 'fault':
        // CKAN has no 401.
        if (step.fault === '401' && target.kind === 'ckan') return;
        target.misfortunes.add(step.fault, step.times, at(this.#datasets, step.dataset).label);
        return;
      case 'mend':
        target.misfortunes.mend();
        return;
      case 'somebody':
        return this.#somebody(target, step);
      default:
    }
  }

  async #somebody(target: Target, step: Step & { do: 'somebody' }): Promise<void> {
    const dataset = at(this.#datasets, step.dataset);
    const cell = at(target.cells, step.dataset);
    const calm = step.calm && !target.signalled && (await this.#calm(target, dataset.id));
    const record = (await target.site.records()).find(({ mark }) =>
      mark.endsWith(`/${target.id}/${dataset.id}`),
    );
    if (record === undefined) return;
    const touch = await target.site.touch(step.act, record, step.n);
    const doc = dataset.doc === undefined ? undefined : toldOn(target.site, dataset.doc);
    cell.touch(touch, calm, target.policy.edits === 'keep' && cell.wanted, doc, target.kind);
  }

  async #calm(target: Target, datasetId: string): Promise<boolean> {
    const end = Date.now() + this.#world.grounds.calmMs;
    while (this.#asked.size > 0 || (await this.#world.undone([target.id], datasetId)) > 0) {
      if (Date.now() > end) return false;
      await sleep(25);
    }
    return true;
  }

  /** Everything that stood in the way is taken away; then the portals have to show what the platform holds. */
  async end(): Promise<string[]> {
    const { control } = this.#world;
    for (const target of this.#targets) target.misfortunes.mend();
    if (this.#stopped) await this.#world.startWorkers();
    this.#stopped = false;
    for (const target of this.#targets) if (target.paused) await control.resume(target.id);
    const found: string[] = [];
    await Promise.race([Promise.allSettled(this.#asked), sleep(ASKED_MS, undefined, { ref: false })]);
    await this.#quiet();
    for (const { id } of this.#targets)
      if ((await control.waiting(id, 100)).length > 0) await control.retry(id);
    await this.#quiet();
    found.push(...(await this.#parked()), ...(await this.#differences('at rest', false)));
    // Whatever somebody did without our knowledge shows now.
    for (const target of this.#targets) found.push(...(await this.#everything(target)));
    await this.#quiet();
    found.push(...(await this.#parked()), ...(await this.#differences('after a forced push', true)));
    const writes = this.#writes();
    for (const target of this.#targets) found.push(...(await this.#everything(target)));
    if (this.#writes() > writes && found.length === 0)
      found.push(`a second forced push wrote again: ${this.#lastWrites(this.#writes() - writes)}`);
    for (const { proxy, site } of this.#targets) {
      found.push(...site.overlaps(proxy));
      found.push(...this.#wentBack(proxy));
    }
    return [...new Set(found)];
  }

  async close(): Promise<void> {
    if (this.#stopped) await this.#world.startWorkers();
    await this.#world.apply(Object.fromEntries(this.#targets.map(({ id }) => [id, undefined])));
    for (const { proxy } of this.#targets) await proxy.close();
    for (const site of new Set(this.#targets.map((target) => target.site))) await site.close();
  }

  #config({ id, kind, policy, site, proxy, secret }: Target): object {
    const { edits, gone, concurrency, visibility, keyword, maxAttempts } = policy;
    const key = kind === 'udata' ? 'apiKey' : 'apiToken';
    return {
      id,
      adapter: kind,
      settings: { url: proxy.url, organization: site.organization, [key]: secret },
      push: {
        edits,
        gone,
        concurrency,
        maxAttempts,
        retryFirst: '1s',
        retryLongest: '2s',
        select: {
          owners: [this.#owner],
          visibility,
          ...(keyword === undefined ? {} : { keywords: [keyword] }),
        },
      },
    };
  }

  #wantAgain(): void {
    for (const { cells, policy } of this.#targets) {
      for (const [index, cell] of cells.entries()) {
        const { doc, visibility } = at(this.#datasets, index);
        cell.wanted =
          doc !== undefined &&
          policy.visibility.includes(visibility) &&
          (policy.keyword === undefined || doc.keywords.includes(policy.keyword));
        if (!cell.wanted) cell.unwant();
      }
    }
  }

  async #quiet(): Promise<void> {
    const ids = this.#targets.map(({ id }) => id);
    const { drainMs, drainAfterKillsMs } = this.#world.grounds;
    const ms = this.#story.workers === 'killed' ? drainAfterKillsMs : drainMs;
    try {
      await until('quiet', async () => (await this.#world.undone(ids)) === 0, ms);
    } catch (error) {
      const told = await Promise.all(
        ids.map(async (id) => {
          const { state, fault } = await this.#world.control.connector(id);
          return JSON.stringify({ id, state, fault, waiting: await this.#world.control.waiting(id, 20) });
        }),
      );
      throw new Error(`not at rest after ${ms / 1_000} s: ${told.join(' ')}`, { cause: error });
    }
  }

  /** Changes that are parked although nothing stands in their way, but those whose record is gone and shall stay so. */
  async #parked(): Promise<string[]> {
    const found: string[] = [];
    for (const { id, cells, policy } of this.#targets) {
      for (const row of await this.#world.control.waiting(id, 100)) {
        const index = this.#datasets.findIndex((dataset) => dataset.id === row.datasetId);
        const stays =
          policy.gone === 'stop' && cells[index]?.deleted === true && row.fault?.kind === 'absent';
        if (!stays) found.push(`${id}: d${index} is ${row.state}: ${JSON.stringify(row.fault)}`);
      }
    }
    return found;
  }

  async #everything(target: Target): Promise<string[]> {
    const ids = this.#datasets.map(({ id }) => id);
    const push = () => this.#world.control.pushNow(target.id, ids);
    const killed = this.#story.workers === 'killed';
    let outcomes = await push().catch((error: unknown) => {
      if (killed) return undefined;
      throw error;
    });
    // Other stories kill the worker too, in the middle of this push as well.
    if (killed && (outcomes === undefined || outcomes.some(({ outcome }) => outcome === 'deferred'))) {
      await this.#quiet();
      outcomes = undefined;
    }
    outcomes ??= await push();
    return outcomes.flatMap(({ datasetId, outcome, fault }) => {
      if (outcome === 'pushed' || outcome === 'unchanged' || outcome === 'removed') return [];
      // The list of what is parked tells whether it had to be.
      if (outcome === 'refused' && fault?.kind === 'absent') return [];
      return [`${target.id}: a forced push of ${datasetId} ended ${outcome}: ${JSON.stringify(fault)}`];
    });
  }

  async #differences(when: string, final: boolean): Promise<string[]> {
    const found: string[] = [];
    for (const target of this.#targets) {
      const records = (await target.site.records()).filter(({ mark }) => mark.includes(`/${target.id}/`));
      for (const [index, cell] of target.cells.entries()) {
        const { id } = at(this.#datasets, index);
        const live = records.filter(({ mark }) => mark.endsWith(`/${id}`));
        for (const wrong of this.#wrong(target, index, cell, live, final))
          found.push(
            `${when}, ${target.id} (${target.kind}), d${index}: ${wrong}\n${await this.#lately(target.id, id)}`,
          );
      }
    }
    return found;
  }

  /** What was last done about a dataset, newest first. */
  async #lately(connectorId: string, datasetId: string): Promise<string> {
    const outcomes = await this.#world.control.timeline(connectorId, datasetId, LATELY);
    return outcomes
      .map(({ outcome, rev, attempt, startedAt, finishedAt, writtenAt, fault, diff }) => {
        const fields = (diff ?? []).map((one) => JSON.stringify(one).slice(0, 160)).join(' ');
        const times = [startedAt, writtenAt, finishedAt].map((at) => at?.toISOString().slice(14, 23) ?? '-');
        return `      rev ${rev}, try ${attempt}: ${outcome} ${times.join(' ')} ${fault?.message ?? ''} ${fields}`;
      })
      .join('\n');
  }

  #wrong(target: Target, index: number, cell: Cell, live: readonly Shown[], final: boolean): string[] {
    const { doc, label } = at(this.#datasets, index);
    const [record] = live;
    if (live.length > 1) return [`${live.length} live records: ${live.map(({ id }) => id).join(', ')}`];
    if (!cell.wanted || doc === undefined)
      return record === undefined ? [] : [`a record that nobody wants: ${record.id}`];
    if (cell.touched && !final) return [];
    if (record === undefined) return cell.deleted && target.policy.gone === 'stop' ? [] : ['no live record'];
    return cell.wrong(record, toldOn(target.site, doc), index, label, target.policy, target.kind);
  }

  #writes(): number {
    return this.#targets.reduce((sum, { proxy }) => sum + writesOf(proxy).length, 0);
  }

  #lastWrites(count: number): string {
    return this.#targets
      .flatMap(({ proxy }) => writesOf(proxy).slice(-count))
      .map(({ method, path, body }) => `${method} ${path} ${body}`)
      .join('; ');
  }

  /** Per field of each dataset, the numbers that we sent never go back. */
  #wentBack(proxy: FaultProxy): string[] {
    const newest = new Map<string, number>();
    const found: string[] = [];
    for (const { body } of writesOf(proxy)) {
      for (const { field, n } of numbersIn(body)) {
        const step = this.#story.steps.find((one) => one.n === n);
        const key = `${field} of d${step !== undefined && 'dataset' in step ? step.dataset : '?'}`;
        const before = newest.get(key) ?? 0;
        if (n < before) found.push(`${key}: number ${n} was sent after number ${before}`);
        newest.set(key, Math.max(before, n));
      }
    }
    return found;
  }

  #ids(indexes: readonly number[]): string[] {
    return indexes.map((index) => at(this.#datasets, index).id);
  }

  #background(work: Promise<unknown>): void {
    const settled = work.catch(() => undefined).finally(() => this.#asked.delete(settled));
    this.#asked.add(settled);
  }
}

/** A document as far as the portal has words for it. */
function toldOn({ unknownLicenses }: Site, doc: Doc): Doc {
  return unknownLicenses.has(doc.license) ? { ...doc, license: '' } : doc;
}

function writesOf(proxy: FaultProxy) {
  return proxy.requests.filter(({ method }) => method !== 'GET');
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new RangeError(`nothing at ${index}`);
  return found;
}
