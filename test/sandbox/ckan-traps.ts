import { type PortalAnswer, PortalClient, at, refusedFields } from '../support/portal-client.ts';
import { type Trap, trap } from '../support/trap.ts';

type Fields = Record<string, unknown>;

const CSV = {
  url: 'https://example.org/a.csv',
  name: 'A',
  format: 'csv',
  description: 'Lignes',
  size: 12,
  autre: 'gardé',
};
const STRANGE_UUID = '11111111-1111-4111-8111-1111111111ab';

/** A CKAN site with one organisation to publish in, as an editor who is no sysadmin. */
export class CkanPortal {
  readonly client: PortalClient;
  readonly organization: string;

  constructor(url: string, token: string, organization: string) {
    this.client = new PortalClient(url, { authorization: token });
    this.organization = organization;
  }

  act(action: string, json: unknown = {}, anonymous = false): Promise<PortalAnswer> {
    return this.client.call('POST', `/api/3/action/${action}`, { json, anonymous });
  }

  post(fields: Fields = {}): Promise<PortalAnswer> {
    return this.act('package_create', { name: word(), owner_org: this.organization, ...fields });
  }

  async created(fields: Fields = {}): Promise<string> {
    const { status, body, text } = await this.post(fields);
    if (status !== 200) throw new Error(`not created: ${status} ${text}`);
    return String(at(body, 'result.id'));
  }

  async outcome(answer: Promise<PortalAnswer>): Promise<unknown> {
    const { status, body } = await answer;
    return status === 200 ? 200 : { status, fields: refusedFields(at(body, 'error')).sort() };
  }

  refusal(fields: Fields): Promise<unknown> {
    return this.outcome(this.post(fields));
  }

  /** One field of a package after one more action on it. */
  async after(creation: Fields, action: string, update: Fields, field: string): Promise<unknown> {
    const id = await this.created(creation);
    const { status, body } = await this.act(action, { id, ...update });
    return status === 200
      ? at(body, `result.${field}`)
      : { status, fields: refusedFields(at(body, 'error')) };
  }

  async revised(creation: Fields, revision: Fields, field: string): Promise<unknown> {
    const id = await this.created(creation);
    const { status, body } = await this.act('package_revise', { match: { id }, ...revision });
    return status === 200
      ? at(body, `result.package.${field}`)
      : { status, fields: refusedFields(at(body, 'error')) };
  }

  async found(search: Fields, anonymous = false): Promise<string[]> {
    const { body } = await this.act('package_search', { rows: 100, ...search }, anonymous);
    return (at(body, 'result.results') as { name: string }[]).map(({ name }) => name);
  }

  async count(search: Fields): Promise<unknown> {
    const { status, body } = await this.act('package_search', { rows: 0, ...search });
    return status === 200 ? at(body, 'result.count') : { status, type: at(body, 'error.__type') };
  }
}

const of = trap<CkanPortal>;
const word = (): string => `jeu-${Math.random().toString(36).slice(2)}`;
const refusedFor = (...fields: string[]): unknown => ({ status: 409, fields });
const forbidden = { status: 403, fields: ['message'] };
const missing = { status: 404, fields: ['message'] };
const extra = (key: string, value: unknown): Fields => ({ key, value });
const named = (list: unknown): string[] => (list as { name: string }[]).map(({ name }) => name);
const values = (list: unknown): string[] =>
  (list as { key: string; value: string }[]).map(({ key, value }) => `${key}=${value}`);

const transport: Trap<CkanPortal>[] = [
  of('takes a bad token for nobody, not for a mistake', [200, 0, 403], async ({ client }) => {
    const bad = { anonymous: true, headers: { authorization: 'Bearer nobody' } };
    const list = await client.call(
      'GET',
      '/api/3/action/organization_list_for_user?permission=create_dataset',
      bad,
    );
    const write = await client.call('POST', '/api/3/action/package_create', { ...bad, json: {} });
    return [list.status, at(list.body, 'result.length'), write.status];
  }),
  of('tells where the token may publish', true, async (portal) => {
    const { body } = await portal.act('organization_list_for_user', { permission: 'create_dataset' });
    return named(at(body, 'result')).includes(portal.organization);
  }),
  of('answers an unknown action with a bare text', [400, 'string'], async (portal) => {
    const { status, body } = await portal.act('zorg');
    return [status, typeof body];
  }),
  of(
    'answers JSON that is none, or no object, with a bare text',
    [400, 'string', 400],
    async ({ client }) => {
      const headers = { 'content-type': 'application/json' };
      const cut = await client.call('POST', '/api/3/action/package_show', { raw: '{bad', headers });
      const list = await client.call('POST', '/api/3/action/package_show', { json: [1] });
      return [cut.status, typeof cut.body, list.status];
    },
  ),
  of('answers another content type with a page', [415, true], async ({ client }) => {
    const { status, text } = await client.call('POST', '/api/3/action/package_show', {
      raw: '{"id":"x"}',
      headers: { 'content-type': 'text/plain' },
    });
    return [status, /^<!doctype html/i.test(text)];
  }),
  of(
    'writes by POST only',
    400,
    async ({ client }) => (await client.call('GET', '/api/3/action/package_create?name=x')).status,
  ),
  of('reads by GET', [200, true], async ({ client }) => {
    const { status, body } = await client.call('GET', '/api/3/action/status_show');
    return [status, at(body, 'success')];
  }),
  of(
    'knows its action API without a version',
    200,
    async ({ client }) => (await client.call('GET', '/api/action/status_show')).status,
  ),
  of('tells its version and extensions', ['string', true], async (portal) => {
    const { body } = await portal.act('status_show');
    return [typeof at(body, 'result.ckan_version'), Array.isArray(at(body, 'result.extensions'))];
  }),
  of('lists licences', true, async (portal) => {
    const { body } = await portal.act('license_list');
    return (at(body, 'result') as { id: string }[]).some(({ id }) => id === 'cc-by');
  }),
];

const creating: Trap<CkanPortal>[] = [
  of('needs a name and an organisation', refusedFor('name', 'owner_org'), (portal) =>
    portal.outcome(portal.act('package_create')),
  ),
  of('forbids nobody in particular to create', forbidden, (portal) =>
    portal.outcome(portal.act('package_create', {}, true)),
  ),
  of('forbids an organisation that is not ours or not there', [forbidden, forbidden], async (portal) => [
    await portal.refusal({ owner_org: 'ville-test' }),
    await portal.refusal({ owner_org: word() }),
  ]),
  of(
    'takes names of 2 to 100 small letters, digits, dashes',
    Array.from({ length: 6 }, () => refusedFor('name')),
    async (portal) => {
      const outcomes: unknown[] = [];
      for (const name of ['a', 'Nom', 'deux mots', 'new', 'x'.repeat(101), 'été'])
        outcomes.push(await portal.refusal({ name }));
      return outcomes.map((outcome) => ({
        ...(outcome as Fields),
        fields: [...new Set((outcome as { fields: string[] }).fields.map((field) => field.split('.')[0]))],
      }));
    },
  ),
  of('holds a name once', refusedFor('name'), async (portal) => {
    const name = word();
    await portal.created({ name });
    return portal.refusal({ name });
  }),
  of(
    'gives the name of what is deleted to the next, and its id to the deleted one',
    [200, true],
    async (portal) => {
      const name = word();
      const id = await portal.created({ name });
      await portal.act('package_delete', { id });
      const { status } = await portal.post({ name });
      return [status, at((await portal.act('package_show', { id })).body, 'result.name') === id];
    },
  ),
  of('lets no editor choose an id', refusedFor('id'), (portal) => portal.refusal({ id: STRANGE_UUID })),
  of('refuses tags by their characters and length, flattened to texts', [409, 4], async (portal) => {
    const tags = ['a,b', 'x', 'bon mot', 'é-_. ', 'y'.repeat(101), 'l’été'].map((name) => ({ name }));
    const { status, body } = await portal.post({ tags });
    return [status, at(body, 'error.tags.length')];
  }),
  of(
    'takes letters and digits of any script in tags, sorted, once each',
    ['zz', 'Été', '日本'],
    async (portal) =>
      named(
        at(
          (await portal.post({ tags: ['zz', '日本', 'Été', 'zz'].map((name) => ({ name })) })).body,
          'result.tags',
        ),
      ).sort(),
  ),
  of('breaks on lists that are not of objects', [400, 400, 400], async (portal) => {
    const statuses: number[] = [];
    for (const fields of [{ tags: ['mot'] }, { tags: 'mot' }, { extras: { a: 'b' } }])
      statuses.push((await portal.post(fields)).status);
    return statuses;
  }),
  of('refuses an extra twice', refusedFor('extras_validation'), async (portal) =>
    portal
      .outcome(portal.post({ extras: [extra('a', '1'), extra('a', '2')] }))
      .then((outcome) => ({ ...(outcome as Fields), fields: ['extras_validation'] })),
  ),
  of(
    'refuses extras named like a field, without key, without value',
    refusedFor('extras.0.key', 'extras.2.key', 'extras.3.value'),
    (portal) =>
      portal.refusal({ extras: [extra('title', '1'), extra('bon', '1'), extra('', '1'), { key: 'k' }] }),
  ),
  of('keeps extras as text, in the order sent', ['b=2', 'a={"x": 1}', 'n='], async (portal) => {
    const { body } = await portal.post({ extras: [extra('b', 2), extra('a', { x: 1 }), extra('n', null)] });
    return values(at(body, 'result.extras')).map((text) => text.replace('":1', '": 1'));
  }),
  of(
    'keeps the order of extras until the next change, then goes by the length of keys',
    [
      ['zz', 'b', 'aaa'],
      ['b', 'zz', 'aaa'],
    ],
    async (portal) => {
      const { body } = await portal.post({ extras: [extra('zz', '1'), extra('b', '1'), extra('aaa', '1')] });
      const patched = await portal.act('package_patch', { id: at(body, 'result.id'), title: 'Autre' });
      const keys = (list: unknown): string[] => (list as { key: string }[]).map(({ key }) => key);
      return [keys(at(body, 'result.extras')), keys(at(patched.body, 'result.extras'))];
    },
  ),
  of(
    'checks emails and the length of a version',
    refusedFor('author_email', 'maintainer_email', 'version'),
    async (portal) => {
      const refusal = await portal.refusal({
        author_email: 'mailto:a@b.fr',
        maintainer_email: 'a@b.fr, c@d.fr',
        version: 'v'.repeat(101),
      });
      return {
        ...(refusal as Fields),
        fields: [...new Set((refusal as { fields: string[] }).fields.map((field) => field.split('.')[0]))],
      };
    },
  ),
  of(
    'aligns errors of resources on the list sent',
    ['resources.0.size', 'resources.2.id'],
    async (portal) => {
      const { body } = await portal.post({
        resources: [{ ...CSV, size: 'x' }, { name: 'B' }, { ...CSV, id: 'zz' }],
      });
      return refusedFields(at(body, 'error'));
    },
  ),
  of('drops unknown root keys without a word', undefined, async (portal) =>
    at((await portal.post({ zorg: 1 })).body, 'result.zorg'),
  ),
  of('takes any licence', ['zorg', 'zorg'], async (portal) => {
    const { body } = await portal.post({ license_id: 'zorg' });
    return [at(body, 'result.license_id'), at(body, 'result.license_title')];
  }),
  of('makes active what is sent as a draft', 'active', async (portal) =>
    at((await portal.post({ state: 'draft' })).body, 'result.state'),
  ),
  of('has no group that it was not given', missing, (portal) =>
    portal.refusal({ groups: [{ name: word() }] }),
  ),
  of('titles a package without a title by its name', true, async (portal) => {
    const { body } = await portal.post();
    return at(body, 'result.title') === at(body, 'result.name');
  }),
];

const updating: Trap<CkanPortal>[] = [
  of('erases what a package_update leaves out', [[], [], null, null], async (portal) => {
    const id = await portal.created({
      tags: [{ name: 'mot' }],
      extras: [extra('a', '1')],
      notes: 'n',
      license_id: 'cc-by',
    });
    const { body } = await portal.act('package_update', { id, title: 'x' });
    return ['tags', 'extras', 'notes', 'license_id'].map((field) => at(body, `result.${field}`));
  }),
  of(
    'keeps name, organisation, privacy and state in a package_update',
    [true, true, 'active'],
    async (portal) => {
      const name = word();
      const id = await portal.created({ name, private: true });
      const { body } = await portal.act('package_update', { id, title: 'x' });
      return [at(body, 'result.name') === name, at(body, 'result.private'), at(body, 'result.state')];
    },
  ),
  of('keeps in a patch what is not sent and replaces lists whole', ['n', ['b=2']], async (portal) => {
    const id = await portal.created({ notes: 'n', extras: [extra('a', '1')] });
    const { body } = await portal.act('package_patch', { id, extras: [extra('b', '2')] });
    return [at(body, 'result.notes'), values(at(body, 'result.extras'))];
  }),
  of('never changes the type', 'dataset', (portal) =>
    portal.after({}, 'package_patch', { type: 'zorg' }, 'type'),
  ),
  of(
    'ignores a date of the record that is sent',
    false,
    async (portal) =>
      (await portal.after(
        {},
        'package_patch',
        { metadata_modified: '2020-01-01', title: 'x' },
        'metadata_modified',
      )) === '2020-01-01',
  ),
  of('needs an id', [refusedFor('id'), refusedFor('message')], async (portal) => [
    await portal.outcome(portal.act('package_update')),
    await portal.outcome(portal.act('package_patch', { title: 'x' })),
  ]),
  of('has nothing to update where nothing is', [missing, missing, missing], async (portal) => {
    const id = word();
    const outcomes: unknown[] = [];
    for (const action of ['package_update', 'package_patch', 'package_delete'])
      outcomes.push(await portal.outcome(portal.act(action, { id })));
    return outcomes;
  }),
  of(
    'forbids nobody in particular to change or delete',
    [forbidden, forbidden, forbidden],
    async (portal) => {
      const id = await portal.created();
      const outcomes: unknown[] = [];
      for (const action of ['package_update', 'package_patch', 'package_delete'])
        outcomes.push(await portal.outcome(portal.act(action, { id }, true)));
      return outcomes;
    },
  ),
  of('will not move a package to a foreign organisation', refusedFor('owner_org'), async (portal) => {
    const id = await portal.created();
    return portal
      .outcome(portal.act('package_patch', { id, owner_org: 'ville-test' }))
      .then((outcome) => ({ ...(outcome as Fields), fields: ['owner_org'] }));
  }),
  of('deletes softly, twice without complaint', [200, 200, 'deleted', forbidden], async (portal) => {
    const id = await portal.created();
    const first = await portal.act('package_delete', { id });
    const second = await portal.act('package_delete', { id });
    const own = await portal.act('package_show', { id });
    return [
      first.status,
      second.status,
      at(own.body, 'result.state'),
      await portal.outcome(portal.act('package_show', { id }, true)),
    ];
  }),
  of('revives what is deleted with its state', 'active', async (portal) => {
    const id = await portal.created();
    await portal.act('package_delete', { id });
    return at((await portal.act('package_patch', { id, state: 'active' })).body, 'result.state');
  }),
  of('updates what is deleted and leaves it deleted', ['x', 'deleted'], async (portal) => {
    const id = await portal.created();
    await portal.act('package_delete', { id });
    const { body } = await portal.act('package_update', { id, title: 'x' });
    return [at(body, 'result.title'), at(body, 'result.state')];
  }),
  of('hides private packages from others', [forbidden, 0, 0, 1], async (portal) => {
    const name = word();
    const id = await portal.created({ name, private: true });
    const search = { fq: `name:${name}`, include_private: true };
    return [
      await portal.outcome(portal.act('package_show', { id }, true)),
      (await portal.found(search, true)).length,
      (await portal.found({ fq: `name:${name}` })).length,
      (await portal.found(search)).length,
    ];
  }),
];

const resources: Trap<CkanPortal>[] = [
  of('makes a new resource of an entry without id', false, async (portal) => {
    const { body } = await portal.post({ resources: [CSV] });
    const { body: after } = await portal.act('package_patch', {
      id: at(body, 'result.id'),
      resources: [CSV],
    });
    return at(after, 'result.resources.0.id') === at(body, 'result.resources.0.id');
  }),
  of(
    'keeps name, size and format of a known resource that leaves them out or sends null',
    [
      ['A', 12, 'CSV'],
      ['A', 12, 'CSV'],
    ],
    async (portal) => {
      const seen: unknown[] = [];
      for (const empty of [{}, { name: null, size: null, format: null }]) {
        const { body } = await portal.post({ resources: [CSV] });
        const id = at(body, 'result.resources.0.id');
        const { body: after } = await portal.act('package_patch', {
          id: at(body, 'result.id'),
          resources: [{ id, url: CSV.url, ...empty }],
        });
        seen.push(['name', 'size', 'format'].map((field) => at(after, `result.resources.0.${field}`)));
      }
      return seen;
    },
  ),
  of(
    'loses description, address and own keys of a known resource that leaves them out',
    [null, '', undefined],
    async (portal) => {
      const { body } = await portal.post({ resources: [CSV] });
      const id = at(body, 'result.resources.0.id');
      const { body: after } = await portal.act('package_patch', {
        id: at(body, 'result.id'),
        resources: [{ id }],
      });
      return ['description', 'url', 'autre'].map((field) => at(after, `result.resources.0.${field}`));
    },
  ),
  of(
    'writes formats its own way and guesses them from the address',
    ['CSV', 'XLS', 'GeoJSON', 'curieux', 'JSON', '', ''],
    async (portal) => {
      const sent = [
        { url: 'https://example.org/x', format: 'csv' },
        { url: 'https://example.org/x', format: 'excel' },
        { url: 'https://example.org/x', format: 'geojson' },
        { url: 'https://example.org/x', format: 'curieux' },
        { url: 'https://example.org/x.json' },
        { url: 'https://example.org/x.PDF?y=1' },
        { url: 'https://example.org/' },
      ];
      const { body } = await portal.post({ resources: sent });
      return (at(body, 'result.resources') as { format: string }[]).map(({ format }) => format);
    },
  ),
  of('keeps any further key of a resource', 'gardé', async (portal) =>
    at((await portal.post({ resources: [CSV] })).body, 'result.resources.0.autre'),
  ),
  of(
    'takes a UUID that a client chose for a resource, once',
    [true, refusedFor('resources.0.id')],
    async (portal) => {
      const id = crypto.randomUUID();
      const { body } = await portal.post({ resources: [{ ...CSV, id }] });
      const again = await portal.refusal({ resources: [{ ...CSV, id }] });
      return [at(body, 'result.resources.0.id') === id, again];
    },
  ),
  of('refuses dates of resources that it cannot read', refusedFor('resources.0.last_modified'), (portal) =>
    portal.refusal({ resources: [{ ...CSV, last_modified: 'hier' }] }),
  ),
  of('adds, patches and deletes one resource', ['B', 'C', 200, 404], async (portal) => {
    const id = await portal.created({ resources: [CSV] });
    const added = await portal.act('resource_create', { package_id: id, ...CSV, name: 'B' });
    const resource = at(added.body, 'result.id');
    const patched = await portal.act('resource_patch', { id: resource, name: 'C' });
    const deleted = await portal.act('resource_delete', { id: resource });
    return [
      at(added.body, 'result.name'),
      at(patched.body, 'result.name'),
      deleted.status,
      (await portal.act('resource_show', { id: resource })).status,
    ];
  }),
  of(
    'tells errors of one resource without a list',
    [refusedFor('size'), refusedFor('package_id')],
    async (portal) => {
      const id = await portal.created();
      return [
        await portal
          .outcome(portal.act('resource_create', { package_id: id, ...CSV, size: 'x' }))
          .then((outcome) => ({ ...(outcome as Fields), fields: ['size'] })),
        await portal.outcome(portal.act('resource_create', CSV)),
      ];
    },
  ),
];

const revising: Trap<CkanPortal>[] = [
  of(
    'matches the date of the record, and says which match failed',
    ['x', refusedFor('match')],
    async (portal) => {
      const { body } = await portal.post();
      const match = { id: at(body, 'result.id'), metadata_modified: at(body, 'result.metadata_modified') };
      const first = await portal.act('package_revise', { match, update: { title: 'x' } });
      const second = await portal.outcome(portal.act('package_revise', { match, update: { title: 'y' } }));
      return [at(first.body, 'result.package.title'), second];
    },
  ),
  of('names each part that does not match', ['tags__0', 'title'], async (portal) => {
    const { body } = await portal.act('package_revise', {
      match: { id: await portal.created(), title: 'z', tags: [{ name: 'z' }] },
      update: {},
    });
    return (at(body, 'error.match') as string[]).sort();
  }),
  of('needs something to match', refusedFor('match__id'), (portal) =>
    portal.outcome(portal.act('package_revise', { update: { title: 'x' } })),
  ),
  of('merges lists member by member', ['z=9', 'b=2'], async (portal) =>
    values(
      await portal.revised(
        { extras: [extra('a', '1'), extra('b', '2')] },
        { update: { extras: [extra('z', '9')] } },
        'extras',
      ),
    ),
  ),
  of('replaces a list that was filtered away first', ['z=9'], async (portal) =>
    values(
      await portal.revised(
        { extras: [extra('a', '1'), extra('b', '2')] },
        { filter: ['-extras'], update: { extras: [extra('z', '9')] } },
        'extras',
      ),
    ),
  ),
  of('keeps the resources that a revision does not name', ['B', 'A'], async (portal) =>
    named(
      await portal.revised(
        { resources: [{ ...CSV, name: 'x' }, CSV] },
        { update: { resources: [{ name: 'B' }] } },
        'resources',
      ),
    ),
  ),
  of('changes one resource by index and by the beginning of its id', ['Un', 'Deux'], async (portal) => {
    const { body } = await portal.post({ resources: [CSV, CSV] });
    const match = { id: at(body, 'result.id') };
    const prefix = String(at(body, 'result.resources.1.id')).slice(0, 6);
    const { body: after } = await portal.act('package_revise', {
      match,
      update__resources__0__name: 'Un',
      [`update__resources__${prefix}__name`]: 'Deux',
    });
    return named(at(after, 'result.package.resources'));
  }),
  of('appends with extend', 2, async (portal) =>
    portal.revised(
      { resources: [CSV] },
      { update__resources__extend: [{ ...CSV, name: 'B' }] },
      'resources.length',
    ),
  ),
  of('takes away one resource, or all but what is protected', [1, 0, 2], async (portal) => [
    await portal.revised({ resources: [CSV, CSV] }, { filter: ['-resources__1'] }, 'resources.length'),
    await portal.revised({ resources: [CSV, CSV] }, { filter: ['-resources__*'] }, 'resources.length'),
    await portal.revised(
      { resources: [CSV, CSV], notes: 'n' },
      { filter: ['+title', '+resources', '-*'] },
      'resources.length',
    ),
  ]),
  of('refuses a key that stands for nothing', refusedFor('resources__9__name'), async (portal) => {
    const outcome = await portal.outcome(
      portal.act('package_revise', {
        match: { id: await portal.created() },
        update__resources__9__name: 'x',
      }),
    );
    return { ...(outcome as Fields), fields: ['resources__9__name'] };
  }),
  of('answers only with what include keeps', [{}, ['name']], async (portal) => {
    const match = { id: await portal.created() };
    const nothing = await portal.act('package_revise', { match, update: { title: 'x' }, include: ['-*'] });
    const name = await portal.act('package_revise', {
      match,
      update: { title: 'y' },
      include: ['+package__name', '-package__*'],
    });
    return [at(nothing.body, 'result'), Object.keys(at(name.body, 'result.package') as Fields)];
  }),
  of('validates like an update', refusedFor('author_email'), async (portal) => {
    const outcome = await portal.outcome(
      portal.act('package_revise', { match: { id: await portal.created() }, update: { author_email: 'x' } }),
    );
    return { ...(outcome as Fields), fields: ['author_email'] };
  }),
  of('forbids nobody in particular to revise', forbidden, async (portal) =>
    portal.outcome(
      portal.act('package_revise', { match: { id: await portal.created() }, update: { title: 'x' } }, true),
    ),
  ),
];

const searching: Trap<CkanPortal>[] = [
  of('pages by the last id seen', true, async (portal) => {
    const org = `organization:${portal.organization}`;
    for (let count = 0; count < 3; count += 1) await portal.created();
    const ids = async (fq: string): Promise<string[]> =>
      (
        at(
          (await portal.act('package_search', { rows: 1_000, sort: 'id asc', fq })).body,
          'result.results',
        ) as { id: string }[]
      ).map(({ id }) => id);
    const all = await ids(org);
    const rest = await ids(`${org} AND id:{${all[0]} TO *]`);
    return (
      all.length > 2 &&
      JSON.stringify(rest) === JSON.stringify(all.slice(1)) &&
      JSON.stringify(all) === JSON.stringify([...all].sort())
    );
  }),
  of('finds by date of the record, to the millisecond', [true, false], async (portal) => {
    const { body } = await portal.post();
    const [name, modified] = [
      String(at(body, 'result.name')),
      String(at(body, 'result.metadata_modified')).slice(0, 23),
    ];
    const found = async (fq: string): Promise<boolean> =>
      (await portal.found({ fq: `${fq} AND name:${name}` })).includes(name);
    return [
      await found(`metadata_modified:[${modified}Z TO *]`),
      await found(`metadata_modified:{${modified}Z TO *]`),
    ];
  }),
  of('finds by tag, format, licence, type, organisation and extra, in quotes or not', 1, async (portal) => {
    const tag = word();
    const created = {
      tags: [{ name: `${tag} deux` }],
      license_id: 'cc-by',
      resources: [CSV],
      extras: [extra('cle', `${tag}/é:1`)],
    };
    await portal.created(created);
    const fq = `tags:"${tag} deux" +res_format:CSV license_id:cc-by AND dataset_type:dataset organization:"${portal.organization}" extras_cle:"${tag}/é:1"`;
    return portal.count({ fq });
  }),
  of('takes several filters', 1, async (portal) => {
    const name = word();
    await portal.created({ name });
    return portal.count({ fq_list: [`name:${name}`, `organization:${portal.organization}`] });
  }),
  of('restricts nothing by an OR without parentheses', [true, 1], async (portal) => {
    const name = word();
    await portal.created({ name });
    await portal.created();
    const fq_list = [`organization:${portal.organization}`];
    const all = await portal.count({ fq_list });
    return [
      (await portal.count({ fq_list, fq: `name:${name} OR name:zorg` })) === all,
      await portal.count({ fq_list, fq: `(name:${name} OR name:zorg)` }),
    ];
  }),
  of('excludes with minus and NOT', [true, true], async (portal) => {
    const name = word();
    await portal.created({ name });
    const fq_list = [`organization:${portal.organization}`];
    const all = Number(await portal.count({ fq_list }));
    return [
      (await portal.count({ fq_list, fq: `-name:${name}` })) === all - 1,
      (await portal.count({ fq_list, fq: `NOT name:${name}` })) === all - 1,
    ];
  }),
  of('knows exact values in their case, and the star', [1, 0, 1], async (portal) => {
    const name = word();
    await portal.created({ name });
    return [
      await portal.count({ fq: `name:${name}` }),
      await portal.count({ fq: `name:${name.toUpperCase()}` }),
      await portal.count({ fq: `name:${name.slice(0, -2)}*` }),
    ];
  }),
  of('searches for words, all of them', [1, 0], async (portal) => {
    const rare = word().slice(4);
    await portal.created({ title: `Marées ${rare} hautes` });
    return [await portal.count({ q: `hautes ${rare}` }), await portal.count({ q: `basses ${rare}` })];
  }),
  of('finds nothing under a field or a value that nobody has', [0, 0], async (portal) => [
    await portal.count({ fq: 'zorgfield:x' }),
    await portal.count({ fq: 'organization:zorg' }),
  ]),
  of(
    'refuses a query that it cannot read',
    Array.from({ length: 4 }, () => ({ status: 409, type: 'Search Error' })),
    async (portal) => {
      const outcomes: unknown[] = [];
      for (const fq of ['id:{', 'tags:(', 'metadata_modified:[2026-01-01 TO *]', '{!lucene}x'])
        outcomes.push(await portal.count({ fq }));
      return outcomes;
    },
  ),
  of(
    'refuses parameters and sorts that it does not know',
    Array.from({ length: 2 }, () => ({ status: 400, type: 'Search Query Error' })),
    async (portal) => [await portal.count({ zorg: 1 }), await portal.count({ sort: 'name' })],
  ),
  of(
    'refuses rows and start that are no count',
    [refusedFor('rows'), refusedFor('rows'), refusedFor('start')],
    async (portal) => {
      const outcomes: unknown[] = [];
      for (const search of [{ rows: 'x' }, { rows: -1 }, { start: -1 }])
        outcomes.push(await portal.outcome(portal.act('package_search', search)));
      return outcomes.map((outcome) => ({
        ...(outcome as Fields),
        fields: [...new Set((outcome as { fields: string[] }).fields.map((field) => field.split('.')[0]))],
      }));
    },
  ),
  of('answers an empty page past the end', [200, 0], async (portal) => {
    const { status, body } = await portal.act('package_search', { start: 99_999 });
    return [status, at(body, 'result.results.length')];
  }),
  of('counts facets', 1, async (portal) => {
    const tag = word();
    await portal.created({ tags: [{ name: tag }] });
    const { body } = await portal.act('package_search', {
      rows: 0,
      fq: `tags:${tag}`,
      'facet.field': '["tags"]',
    });
    return at(body, `result.facets.tags.${tag}`);
  }),
  of('gives only the fields asked for', ['id', 'name'], async (portal) => {
    const name = word();
    await portal.created({ name });
    const { body } = await portal.act('package_search', { fq: `name:${name}`, fl: 'id,name' });
    return Object.keys(at(body, 'result.results.0') as Fields).sort();
  }),
  of('drops what is deleted', 0, async (portal) => {
    const name = word();
    await portal.act('package_delete', { id: await portal.created({ name }) });
    return portal.count({ fq: `name:${name}` });
  }),
  of('lists names of what is public and active, in order', [true, false, true], async (portal) => {
    const [shown, hidden] = [word(), word()];
    await portal.created({ name: shown });
    await portal.created({ name: hidden, private: true });
    const names = at((await portal.act('package_list', {}, true)).body, 'result') as string[];
    const page = at(
      (await portal.act('package_list', { limit: 1, offset: 1 }, true)).body,
      'result',
    ) as string[];
    return [names.includes(shown), names.includes(hidden), page[0] === names[1]];
  }),
];

export const ckanTraps = { transport, creating, updating, resources, revising, searching };
