import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, it } from 'mocha';
import type { PutRequest, PutResult } from '../../../src/adapters/adapter.ts';
import { ckan } from '../../../src/adapters/ckan/index.ts';
import { tried } from '../../../src/adapters/merge.ts';
import type { Dataset } from '../../../src/model/dataset.ts';
import { actions, forbidden, invalid, notFound, portal, putting, trees, visit } from './support.ts';
import type { Answer, Asked, Loose, Portal, Visit } from './support.ts';

type Wire = Record<string, Loose>;
type Script = Record<string, (asked: Asked) => Answer>;
type Quirks = Record<string, (asked: Asked) => Answer | Promise<Answer>>;

/** Between CKAN's look at a name and its use of it. */
const SAVING_MS = 100;

const open: { close(): Promise<void> }[] = [];

/** A CKAN of a few packages, in the parts that a push needs; `quirks` replaces actions. */
class Shelf {
  readonly packages: Wire[] = [];
  #clock = 0;

  readonly script: Script = {
    user_show: () => ({ result: { name: 'alice' } }),
    license_list: () => ({ result: [] }),
    package_search: () => ({ result: { count: 0, results: [] } }),
    package_show: ({ query }) => this.#answer(this.find(query.get('id'))),
    package_create: ({ body }) => this.#answer(this.create(body)),
    package_revise: ({ body }) => {
      const { match, filter = [], update } = body as Wire;
      const found = this.find(match.id);
      if (found === undefined) return notFound;
      if (found['metadata_modified'] !== match.metadata_modified)
        return invalid({ match: ['metadata_modified'] });
      for (const key of filter) delete found[key.slice(1)];
      return { result: { package: this.#save(Object.assign(found, structuredClone(update))) } };
    },
    package_patch: ({ body }) => this.#answer(this.#save(Object.assign(this.find(body['id']) ?? {}, body))),
    package_delete: ({ body }) =>
      this.#answer(Object.assign(this.find(body['id']) ?? {}, { state: 'deleted' })),
  };

  find(id: unknown): Wire | undefined {
    return this.packages.find((one) => one['id'] === id || one['name'] === id);
  }

  create(body: Wire): Wire {
    const made = this.#save({
      id: `p${this.packages.length + 1}`,
      state: 'active',
      ...structuredClone(body),
    });
    this.packages.push(made);
    return made;
  }

  #save(one: Wire): Wire {
    this.#clock += 1;
    one['metadata_modified'] = `2026-01-01T00:00:${String(this.#clock).padStart(2, '0')}.000000`;
    for (const [index, resource] of (one['resources'] ?? []).entries())
      resource.id ??= `r${this.#clock}-${index}`;
    return one;
  }

  #answer(result: Wire | undefined): Answer {
    return result === undefined ? notFound : { result };
  }
}

async function site(
  shelf: Shelf,
  quirks: Quirks = {},
  settings: Wire = {},
): Promise<{ one: Visit; remote: Portal }> {
  const remote = await portal({ ...shelf.script, ...quirks });
  const one = visit({ url: remote.url, apiToken: 'top-secret-key', organization: 'ville', ...settings });
  open.push(remote, one);
  return { one, remote };
}

const put = (one: Visit, request: PutRequest): Promise<PutResult> => ckan.put!(one.session, request);

const known = (result: PutResult): Partial<PutRequest> => ({
  remoteId: result.remoteId,
  base: result.base,
  distributionIds: result.distributionIds,
});

function once(answer: Answer, otherwise: ((asked: Asked) => Answer) | undefined): (asked: Asked) => Answer {
  let first = true;
  return (asked) => {
    if (!first) return otherwise?.(asked) ?? notFound;
    first = false;
    return answer;
  };
}

describe('pushing to a CKAN', () => {
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  it('sends the token bare, and says nothing of it', async () => {
    const { one, remote } = await site(new Shelf(), {
      package_create: () => invalid({ title: ['no top-secret-key'] }),
    });
    await assert.rejects(put(one, putting(trees)), (fault: Error) => {
      assert.doesNotMatch(JSON.stringify([fault.message, fault]), /top-secret-key/);
      return true;
    });
    assert.ok(remote.asked.every(({ headers }) => headers.authorization === 'top-secret-key'));
    assert.ok(one.exchanges.every(({ url }) => url.includes('/prefix/api/3/action/')));
  });

  it('needs a token', async () => {
    const { one } = await site(new Shelf(), {}, { apiToken: undefined });
    await assert.rejects(put(one, putting(trees)), { kind: 'unauthorised' });
    assert.deepEqual(actions(one), []);
  });

  it('refuses data services', async () => {
    const { one } = await site(new Shelf());
    await assert.rejects(put(one, putting({ ...trees, kind: 'service' })), { kind: 'refused' });
  });

  it('awaits intent and guard before the create, and tells the id at once', async () => {
    const shelf = new Shelf();
    const { one } = await site(shelf);
    const request = putting(trees);
    const result = await put(one, request);
    assert.deepEqual(request.steps, ['intend', 'guard', 'created p1']);
    assert.deepEqual(actions(one), ['package_search', 'package_show', 'package_create']);
    assert.deepEqual(result.distributionIds, { csv: 'r1-0', page: 'r1-1' });
  });

  it('sends nothing after a guard that throws', async () => {
    const shelf = new Shelf();
    const { one } = await site(shelf);
    const guard = async (): Promise<void> => {
      throw new Error('another attempt has taken over');
    };
    await assert.rejects(put(one, putting(trees, { guard })), /taken over/);
    assert.deepEqual(shelf.packages, []);
  });

  it('reads back after a 500, and does not create twice', async () => {
    const shelf = new Shelf();
    const { one } = await site(shelf, {
      package_create: ({ body }) => {
        shelf.create(body);
        return { status: 500, error: { __type: 'Search Index Error' } };
      },
    });
    const result = await put(one, putting(trees));
    assert.deepEqual([result.action, shelf.packages.length], ['created', 1]);
  });

  it('passes a 500 on when nothing was made', async () => {
    const { one } = await site(new Shelf(), { package_create: () => ({ raw: '<html>', status: 500 }) });
    await assert.rejects(put(one, putting(trees)), { kind: 'broken' });
  });

  it('takes another name when a race took the first, and finds it again without the index', async () => {
    const shelf = new Shelf();
    const { one } = await site(shelf, {
      package_create: once(invalid({ name: ['Cette URL est déjà utilisée.'] }), (asked) => {
        shelf.create({ name: 'arbres-d-alignement-2024', title: 'Theirs' });
        return shelf.script['package_create']!(asked);
      }),
    });
    const first = await put(one, putting(trees));
    assert.match(shelf.packages[1]!['name'], /^arbres-d-alignement-2024-[0-9a-f]{6}$/);
    const again = await put(one, putting({ ...trees, description: { fr: 'Autre' } }));
    assert.deepEqual([again.remoteId, shelf.packages.length], [first.remoteId, 2]);
  });

  it('makes two packages of two datasets of one title, although CKAN saves the second over the first', async () => {
    const shelf = new Shelf();
    const package_create = async ({ body }: Asked): Promise<Answer> => {
      if (shelf.find(body['name']) !== undefined) return invalid({ name: ['taken'] });
      await sleep(SAVING_MS);
      const held = shelf.find(body['name']);
      return { result: held === undefined ? shelf.create(body) : Object.assign(held, body) };
    };
    const { one } = await site(shelf, { package_create });
    const twin = { ...trees, id: 'twin' };
    const results = await Promise.all([put(one, putting(trees)), put(one, putting(twin))]);
    assert.deepEqual(results.map(({ remoteId }) => remoteId).sort(), ['p1', 'p2']);
    const marks = shelf.packages.map(({ extras }) => extras[0].value);
    assert.deepEqual(new Set(marks), new Set([putting(trees).mark, putting(twin).mark]));
  });

  it('takes no name that is held by a package we may not see', async () => {
    const shelf = new Shelf();
    const { one } = await site(shelf, {
      package_show: (asked) =>
        asked.query.get('id') === 'arbres-d-alignement-2024'
          ? forbidden
          : shelf.script['package_show']!(asked),
    });
    await put(one, putting(trees));
    assert.match(shelf.packages[0]!['name'], /-[0-9a-f]{6}$/);
  });

  it('repairs tags, e-mail and keys that the site refuses, once each, and tells', async () => {
    const shelf = new Shelf();
    const refusals: Answer[] = [
      invalid({ tags: ['Le mot-clé "espaces verts" est interdit'] }),
      invalid({ maintainer_email: ['non'] }),
      invalid({ extras: [{}, { key: ['There is a schema field with the same name'] }] }),
    ];
    const { one, remote } = await site(shelf, {
      package_create: (asked) => refusals.shift() ?? shelf.script['package_create']!(asked),
    });
    const dataset: Dataset = {
      ...trees,
      issued: '2020',
      identifier: ['1'],
      contactPoint: [{ email: 'a@b.fr' }],
    };
    const result = await put(one, putting(dataset));
    const [made] = shelf.packages;
    const moved = (
      remote.asked.filter(({ action }) => action === 'package_create')[2]!.body['extras'] as Wire[]
    )[1]!;
    assert.deepEqual(made!['tags'], [{ name: 'arbres' }]);
    assert.equal(made!['maintainer_email'], undefined);
    assert.equal(made![moved['key']], moved['value']);
    assert.ok(
      !made!['extras'].some(
        (extra: Wire) => extra['key'] === moved['key'] || extra['key'] === 'contact_email',
      ),
    );
    assert.deepEqual(result.losses.map(({ field }) => field).sort(), ['keyword', 'maintainer_email']);
  });

  it('keeps a value under a name of its own where the site’s field takes others', async () => {
    const shelf = new Shelf();
    const refuse = ({ body }: Asked): Answer => {
      const at = (body['extras'] as Wire[]).findIndex(({ key }) => key === 'issued');
      if (at >= 0)
        return invalid({ extras: [...Array.from({ length: at }, () => ({})), { key: ['schema field'] }] });
      return 'issued' in body
        ? invalid({ issued: ['choix invalide'] })
        : shelf.script['package_create']!({ body } as Asked);
    };
    const { one } = await site(shelf, { package_create: refuse });
    const dataset = { ...trees, issued: '2020' };
    const result = await put(one, putting(dataset));
    assert.ok(
      shelf.packages[0]!['extras'].some(
        ({ key, value }: Wire) => key === 'navette_issued' && value === '2020',
      ),
    );
    assert.equal((await ckan.get!(one.session, 'p1'))?.dataset.issued, '2020');
    assert.equal((await put(one, putting(dataset, known(result)))).action, 'unchanged');
  });

  it('gives up on a refusal that no repair can answer, with its fields', async () => {
    const { one } = await site(new Shelf(), {
      package_create: () => invalid({ topic: ['Missing value'], resources: [{}, { url: ['Bad'] }] }),
    });
    await assert.rejects(put(one, putting(trees)), {
      kind: 'refused',
      fields: [
        { path: 'topic', message: 'Missing value' },
        { path: 'resources[1].url', message: 'Bad' },
      ],
    });
    assert.equal(actions(one).filter((action) => action === 'package_create').length, 1);
  });

  it('writes nothing when nothing changed', async () => {
    const shelf = new Shelf();
    const { one } = await site(shelf);
    const first = await put(one, putting(trees));
    one.exchanges.length = 0;
    const second = await put(one, putting(trees, known(first)));
    assert.deepEqual([second.action, second.base, actions(one)], ['unchanged', first.base, ['package_show']]);
  });

  it('does not write again and again what the site keeps in its own way', async () => {
    const shelf = new Shelf();
    const { one } = await site(shelf, {
      package_create: ({ body }) => ({
        result: shelf.create({
          ...body,
          title: 'ARBRES',
          extras: [{ key: 'navette_mark', value: 'test/ckan/trees' }],
          notes: null,
        }),
      }),
    });
    const first = await put(one, putting(trees));
    assert.deepEqual(
      first.losses.map(({ field }) => field),
      ['notes', 'title'],
    );
    assert.equal((await put(one, putting(trees, known(first)))).action, 'unchanged');
    shelf.packages[0]!['title'] = 'Edited';
    assert.equal((await put(one, putting(trees, known(first)))).action, 'updated');
  });

  it('reads again and merges again when somebody wrote in between', async () => {
    const shelf = new Shelf();
    const { one } = await site(shelf, {
      package_revise: once(invalid({ match: ['metadata_modified'] }), (asked) => {
        shelf.packages[0]!['tags'].push({ name: 'theirs' });
        return shelf.script['package_revise']!(asked);
      }),
    });
    const first = await put(one, putting(trees));
    const request = putting({ ...trees, version: '2' }, known(first));
    const result = await put(one, request);
    assert.deepEqual([result.action, request.steps], ['updated', ['guard', 'guard']]);
    assert.deepEqual(
      shelf.packages[0]!['tags'].map(({ name }: Wire) => name),
      ['arbres', 'espaces verts', 'theirs'],
    );
  });

  it('leaves it when somebody writes in between every time', async () => {
    const shelf = new Shelf();
    const { one } = await site(shelf, { package_revise: () => invalid({ match: ['metadata_modified'] }) });
    const first = await put(one, putting(trees));
    await assert.rejects(put(one, putting({ ...trees, version: '2' }, known(first))), { kind: 'conflict' });
    assert.equal(actions(one).filter((action) => action === 'package_revise').length, 3);
  });

  it('patches where there is no revise', async () => {
    const shelf = new Shelf();
    const { one } = await site(shelf, {
      package_revise: () => ({ raw: '"Bad request - Action name not known: package_revise"', status: 400 }),
    });
    const first = await put(one, putting(trees));
    const result = await put(one, putting({ ...trees, version: '2' }, known(first)));
    assert.deepEqual(
      [result.action, shelf.packages[0]!['version'], shelf.packages[0]!['notes']],
      ['updated', '2', 'Les arbres de la ville.'],
    );
  });

  it('reads back when the answer to an update is lost', async () => {
    const shelf = new Shelf();
    const { one } = await site(shelf, {
      package_revise: (asked) => {
        shelf.script['package_revise']!(asked);
        return 'cut';
      },
    });
    const first = await put(one, putting(trees));
    const request = putting({ ...trees, version: '2' }, known(first));
    assert.deepEqual([(await put(one, request)).action, request.steps], ['updated', ['guard']]);
  });

  it('passes a lost answer on when nothing was written', async () => {
    const shelf = new Shelf();
    const { one } = await site(shelf, { package_revise: () => 'cut' });
    const first = await put(one, putting(trees));
    await assert.rejects(put(one, putting({ ...trees, version: '2' }, known(first))), {
      kind: 'unreachable',
    });
  });

  it('does not take a page of somebody else for absence', async () => {
    const shelf = new Shelf();
    const { one } = await site(shelf, {
      package_show: () => ({ raw: '<html>Not found</html>', status: 404 }),
    });
    await assert.rejects(put(one, putting(trees, { remoteId: 'p1' })), {
      kind: 'malformed',
      message: /not a CKAN API/,
    });
    assert.deepEqual(shelf.packages, []);
  });

  it('does not take a revoked token for absence', async () => {
    const shelf = new Shelf();
    const { one } = await site(shelf, {
      package_show: () => forbidden,
      user_show: () => notFound,
      organization_list_for_user: () => ({ result: [] }),
    });
    await assert.rejects(put(one, putting(trees, { remoteId: 'p1' })), { kind: 'unauthorised' });
    await assert.rejects(ckan.get!(one.session, 'p1'), { kind: 'unauthorised' });
    assert.deepEqual(shelf.packages, []);
  });

  it('does not touch a package that carries another mark', async () => {
    const shelf = new Shelf();
    shelf.create({ name: 'x', extras: [{ key: 'navette_mark', value: 'other/ckan/trees' }] });
    const { one } = await site(shelf);
    await assert.rejects(put(one, putting(trees, { remoteId: 'p1' })), { kind: 'conflict' });
  });

  it('writes to the root what the site’s schema has there', async () => {
    const shelf = new Shelf();
    const { one, remote } = await site(shelf);
    const first = await put(one, putting(trees));
    shelf.packages[0]!['frequency'] = '';
    shelf.packages[0]!['theme'] = [];
    const dataset: Dataset = {
      ...trees,
      frequency: { raw: 'rarely', method: 'none', confidence: 0 },
      theme: [{ raw: 'trees', method: 'none', confidence: 0 }],
    };
    await put(one, putting(dataset, known(first)));
    const { update } = remote.asked.at(-1)!.body as Wire;
    assert.deepEqual(update, { frequency: 'rarely', theme: ['trees'] });
  });

  it('clears what a package of ours showed before it was deleted, also when the first try breaks after bringing it back', async () => {
    const shelf = new Shelf();
    const { one } = await site(shelf, {
      package_revise: once({ raw: 'no', status: 500 }, shelf.script['package_revise']),
    });
    await put(one, putting({ ...trees, license: { code: 'ODC-By-1.0', method: 'code', confidence: 1 } }));
    assert.equal(shelf.packages[0]?.['license_id'], 'odc-by');
    await ckan.remove!(one.session, 'p1', () => Promise.resolve());

    let kept: PutRequest['base'];
    // Under its old title, by whose name it is found again.
    const forgotten = putting(
      { ...trees, keyword: { fr: ['arbres'] } },
      {
        intend: (base) => {
          kept = base;
          return Promise.resolve();
        },
      },
    );
    await assert.rejects(put(one, forgotten), { kind: 'broken' });
    assert.equal(shelf.packages[0]?.['state'], 'active');
    assert.equal(kept?.['license_id'], 'odc-by');
    // The id is told once more after what it showed, which is kept with it.
    assert.deepEqual(forgotten.steps, ['created p1', 'created p1', 'guard', 'guard']);

    await put(one, { ...forgotten, intended: true, ...(kept === undefined ? {} : { base: kept }) });
    const { license_id: license, tags } = shelf.packages[0] ?? {};
    assert.ok(license === undefined || license === '' || license === null, String(license));
    assert.deepEqual(
      tags.map(({ name }: Loose) => name),
      ['arbres'],
    );
    assert.equal(shelf.packages.length, 1);
  });

  it('never clears the state or the place of a package, whatever an unanswered write carried', async () => {
    const shelf = new Shelf();
    const { one } = await site(shelf);
    const first = await put(one, putting(trees));
    Object.assign(shelf.packages[0]!, { private: true });
    const carried = tried(
      first.base,
      [
        { field: 'state', before: 'deleted', after: 'active' },
        { field: 'private', after: true },
      ],
      'overwrite',
    );
    const base = { ...first.base, ...carried };
    const again = await put(one, putting(trees, { ...known(first), base }));
    assert.equal(again.action, 'unchanged');
    await put(one, putting({ ...trees, version: '2' }, { ...known(first), base }));
    const { state, private: hidden, version } = shelf.packages[0]!;
    assert.deepEqual([state, hidden, version], ['active', true, '2']);
  });

  it('removes resources that carry its key though nothing remembers them', async () => {
    const shelf = new Shelf();
    const { one } = await site(shelf);
    await put(one, putting(trees));
    await put(one, putting({ ...trees, distribution: trees.distribution!.slice(1) }, { remoteId: 'p1' }));
    assert.deepEqual(
      shelf.packages[0]!['resources'].map(({ name }: Wire) => name),
      ['Page'],
    );
  });

  it('leaves a resource away that a person took away, when edits are kept', async () => {
    const shelf = new Shelf();
    const { one } = await site(shelf);
    const first = await put(one, putting(trees));
    shelf.packages[0]!['resources'].shift();
    const result = await put(one, putting(trees, { ...known(first), edits: 'keep' }));
    assert.deepEqual([result.action, shelf.packages[0]!['resources'].length], ['unchanged', 1]);
    assert.equal((await put(one, putting(trees, known(first)))).action, 'updated');
    assert.equal(shelf.packages[0]!['resources'].length, 2);
  });

  it('stops between two requests when it is aborted', async () => {
    const shelf = new Shelf();
    const control = new AbortController();
    const remote = await portal({
      ...shelf.script,
      package_search: (asked) => {
        setImmediate(() => control.abort(new Error('stopped')));
        return shelf.script['package_search']!(asked);
      },
      package_show: () => {
        assert.ok(!control.signal.aborted);
        return notFound;
      },
    });
    const one = visit({ url: remote.url, apiToken: 'k' }, control.signal);
    open.push(remote, one);
    await assert.rejects(put(one, putting(trees)), /stopped/);
    assert.deepEqual(shelf.packages, []);
  });

  it('asks the site for its licences only where CKAN’s own do not do, and once per licence', async () => {
    const shelf = new Shelf();
    const { one } = await site(shelf, {
      license_list: () => ({
        result: [{ id: 'lov2', title: 'Licence Ouverte 2.0' }, { id: 'other-at' }, { id: 'notspecified' }],
      }),
    });
    const dataset: Dataset = {
      ...trees,
      license: { code: 'etalab-2.0', raw: 'lov2', method: 'code', confidence: 1 },
    };
    const first = await put(one, putting(dataset));
    assert.equal(actions(one)[0], 'license_list');
    one.exchanges.length = 0;
    await put(one, putting(dataset, known(first)));
    assert.deepEqual(actions(one), ['package_show']);
  });
});

describe('removing from a CKAN', () => {
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });
  const guard = async (): Promise<void> => {};

  it('succeeds when the package is gone already', async () => {
    const { one } = await site(new Shelf(), { package_delete: () => notFound });
    await ckan.remove!(one.session, 'p1', guard);
  });

  it('verifies that the package is gone', async () => {
    const shelf = new Shelf();
    shelf.create({ name: 'x' });
    const { one } = await site(shelf, { package_delete: () => ({ result: null }) });
    await assert.rejects(ckan.remove!(one.session, 'p1', guard), { kind: 'broken', message: /still there/ });
  });

  it('reads back when the answer is lost', async () => {
    const shelf = new Shelf();
    shelf.create({ name: 'x' });
    const { one } = await site(shelf, {
      package_delete: (asked) => {
        shelf.script['package_delete']!(asked);
        return 'cut';
      },
    });
    await ckan.remove!(one.session, 'p1', guard);
  });

  it('tells a revoked token from a package that is gone', async () => {
    const { one } = await site(new Shelf(), {
      package_delete: () => forbidden,
      package_show: () => forbidden,
      user_show: () => notFound,
    });
    await assert.rejects(ckan.remove!(one.session, 'p1', guard), { kind: 'unauthorised' });
  });

  it('awaits the guard', async () => {
    const { one } = await site(new Shelf());
    await assert.rejects(
      ckan.remove!(one.session, 'p1', async () => {
        throw new Error('taken over');
      }),
      /taken over/,
    );
    assert.deepEqual(actions(one), []);
  });
});
