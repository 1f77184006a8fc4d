import { PortalClient, type PortalAnswer, at, refusedFields } from '../support/portal-client.ts';
import { type Trap, trap } from '../support/trap.ts';
import { reuseTraps } from './udata-reuse-traps.ts';

const STRANGE_ID = '507f1f77bcf86cd799439011';
const STRANGE_UUID = '11111111-1111-4111-8111-111111111111';
const SQUARE = {
  type: 'MultiPolygon',
  coordinates: [
    [
      [
        [1, 47],
        [2, 47],
        [2, 48],
        [1, 48],
        [1, 47],
      ],
    ],
  ],
};
const POLYGON = { type: 'Polygon', coordinates: SQUARE.coordinates[0] };
const REMOTE = {
  title: 'Un fichier',
  url: 'https://example.org/a.csv',
  filetype: 'remote',
  type: 'main',
  format: 'csv',
};
const SYSADMIN = "the peer's key is a sysadmin's";

type Fields = Record<string, unknown>;

/** A udata site with one organisation to publish in. */
export class UdataPortal {
  readonly client: PortalClient;
  readonly organization: string;

  constructor(url: string, key: string, organization: string) {
    this.client = new PortalClient(url, { 'x-api-key': key });
    this.organization = organization;
  }

  get(path: string, fields?: string, anonymous = false): Promise<PortalAnswer> {
    return this.client.call('GET', `/api/1/${path}`, {
      anonymous,
      ...(fields !== undefined && { headers: { 'x-fields': fields } }),
    });
  }

  post(fields: Fields): Promise<PortalAnswer> {
    const json = {
      title: 'Jeu de test',
      description: 'Une description',
      organization: this.organization,
      ...fields,
    };
    return this.client.call('POST', '/api/1/datasets/', { json });
  }

  async created(fields: Fields = {}): Promise<string> {
    const { body, status, text } = await this.post(fields);
    if (status !== 201) throw new Error(`not created: ${status} ${text}`);
    return String(at(body, 'id'));
  }

  put(id: string, json: unknown): Promise<PortalAnswer> {
    return this.client.call('PUT', `/api/1/datasets/${id}/`, { json });
  }

  remove(id: string): Promise<PortalAnswer> {
    return this.client.call('DELETE', `/api/1/datasets/${id}/`);
  }

  /** What one field is after a creation with some fields and an update with others. */
  async after(creation: Fields, update: Fields, field: string): Promise<unknown> {
    const id = await this.created(creation);
    const { status, body } = await this.put(id, update);
    return status === 200 ? at(body, field) : { status, fields: refusedFields(at(body, 'errors')) };
  }

  async refusal(fields: Fields): Promise<unknown> {
    const { status, body } = await this.post(fields);
    return { status, fields: refusedFields(at(body, 'errors')) };
  }
}

const refusedFor = (...fields: string[]): unknown => ({ status: 400, fields });
const word = (): string => `mot-${Math.random().toString(36).slice(2)}`;
const of = trap<UdataPortal>;

const contact = async (portal: UdataPortal, more: Fields = {}): Promise<PortalAnswer> => {
  const json = {
    name: 'Accueil',
    email: 'accueil@example.org',
    role: 'contact',
    organization: portal.organization,
    ...more,
  };
  return portal.client.call('POST', '/api/1/contacts/', { json });
};

const contactId = async (portal: UdataPortal): Promise<string> =>
  String(at((await contact(portal)).body, 'id'));

const reading: Trap<UdataPortal>[] = [
  of('refuses a bad key even where none is needed', [401, 401], async ({ client }) => {
    const bad = { anonymous: true, headers: { 'x-api-key': 'nobody' } };
    return [
      (await client.call('GET', '/api/1/site/', bad)).status,
      (await client.call('GET', '/api/1/datasets/', bad)).status,
    ];
  }),
  of('says 401 with a realm to whoever is not known', [401, true], async (portal) => {
    const { status, headers } = await portal.get('me/', undefined, true);
    return [status, headers.get('www-authenticate')?.startsWith('Bearer realm=')];
  }),
  of('tells where the key may publish', true, async (portal) => {
    const { body } = await portal.get('me/');
    const mine = (at(body, 'organizations') as { id: string }[]).find(({ id }) => id === portal.organization);
    return at(mine, 'permissions.private');
  }),
  of('moves an address without its last slash', [308, true], async ({ client }) => {
    const { status, headers } = await client.call('GET', '/api/1/datasets?page=1');
    return [status, headers.get('location')?.endsWith('/api/1/datasets/?page=1')];
  }),
  of('moves an old slug for GET and for PUT', [308, 308, true], async (portal) => {
    const old = word();
    const id = await portal.created({ title: old });
    await portal.put(id, { title: word() });
    const get = await portal.get(`datasets/${old}/`);
    return [
      get.status,
      (await portal.put(old, {})).status,
      get.headers.get('location')?.startsWith('/api/1/datasets/'),
    ];
  }),
  of(
    'answers 404 past the last page',
    404,
    async (portal) => (await portal.get('datasets/?page=9999')).status,
  ),
  of('answers an empty first page', [200, null], async (portal) => {
    const { status, body } = await portal.get(`datasets/?organization=${STRANGE_ID}`);
    return [status, at(body, 'next_page')];
  }),
  of('gives the next page as an absolute address', [true, 2], async (portal) => {
    await portal.created();
    await portal.created();
    const { body } = await portal.get(
      `datasets/?organization=${portal.organization}&page_size=1&sort=created`,
    );
    const next = new URL(String(at(body, 'next_page')));
    return [next.href.startsWith(portal.client.url), Number(next.searchParams.get('page'))];
  }),
  of('refuses pages and sizes below one', [400, 400, 400], async (portal) =>
    Promise.all(
      ['page=0', 'page_size=0', 'page=x'].map(
        async (query) => (await portal.get(`datasets/?${query}`)).status,
      ),
    ),
  ),
  of('refuses a sort that it does not know', refusedFor('sort'), async (portal) => {
    const { status, body } = await portal.get('datasets/?sort=zorg');
    return { status, fields: refusedFields(at(body, 'errors')) };
  }),
  of(
    'filters by the id of an organisation, not by its slug',
    400,
    async (portal) => (await portal.get('datasets/?organization=une-ville')).status,
  ),
  of('lets nobody in particular ask for deleted, archived or private', [401, 401, 401], async (portal) =>
    Promise.all(
      ['deleted', 'archived', 'private'].map(
        async (flag) => (await portal.get(`datasets/?${flag}=false`, undefined, true)).status,
      ),
    ),
  ),
  of('shows members what they deleted unless told not to', [true, false], async (portal) => {
    const id = await portal.created();
    await portal.remove(id);
    const listed = async (query: string): Promise<boolean> => {
      const { text } = await portal.get(
        `datasets/?organization=${portal.organization}&page_size=500${query}`,
        'data{id}',
      );
      return text.includes(id);
    };
    return [await listed(''), await listed('&deleted=false')];
  }),
  of("shows anybody what an organisation deleted, in the organisation's own list", true, async (portal) => {
    const id = await portal.created();
    await portal.remove(id);
    const { text } = await portal.get(
      `organizations/${portal.organization}/datasets/?page_size=500`,
      'data{id}',
      true,
    );
    return text.includes(id);
  }),
  of('filters on every tag given, as stored', [1, 0], async (portal) => {
    const tag = word();
    await portal.created({ tags: [tag, 'partage'] });
    const total = async (query: string): Promise<unknown> =>
      at((await portal.get(`datasets/?${query}`)).body, 'total');
    return [await total(`tag=${tag}&tag=partage`), await total(`tag=${tag}&tag=autre`)];
  }),
  of('masks fields, nested ones and lists', { id: true, resources: [{ format: 'csv' }] }, async (portal) => {
    const id = await portal.created({ resources: [REMOTE] });
    const { body } = await portal.get(`datasets/${id}/`, 'id,resources{format},zorg');
    return { ...(body as Fields), id: at(body, 'id') === id };
  }),
  of(
    'masks a page and leaves the frame out unless asked',
    [['data'], ['data', 'next_page', 'page', 'page_size', 'previous_page', 'total']],
    async (portal) => {
      await portal.created();
      const keys = async (mask: string): Promise<string[]> =>
        Object.keys((await portal.get('datasets/?page_size=1', mask)).body as Fields).sort();
      return [await keys('data{id}'), await keys('data{id},*')];
    },
  ),
  of('refuses a broken mask', [400, 400], async (portal) =>
    Promise.all(
      ['data{id', 'id,,title'].map(async (mask) => (await portal.get('datasets/?page_size=1', mask)).status),
    ),
  ),
  of('hides a private dataset from others and shows an archived one', [404, 200], async (portal) => {
    const hidden = await portal.created({ private: true });
    const archived = await portal.created();
    await portal.put(archived, { archived: '2026-01-01T00:00:00' });
    return [
      (await portal.get(`datasets/${hidden}/`, undefined, true)).status,
      (await portal.get(`datasets/${archived}/`, undefined, true)).status,
    ];
  }),
  of('has no address for what does not exist', [404, 404, 404], async (portal) =>
    Promise.all(
      [`datasets/${STRANGE_ID}/`, 'datasets/personne/', 'zorg/'].map(
        async (path) => (await portal.get(path)).status,
      ),
    ),
  ),
  of(
    'knows the method that an address takes',
    405,
    async ({ client }) => (await client.call('DELETE', '/api/1/datasets/')).status,
  ),
  of('reads frequencies, licences, roles, types', [true, true, true, true], async (portal) => {
    const has = async (path: string, id: string): Promise<boolean> =>
      ((await portal.get(path)).body as { id: string }[]).some((one) => one.id === id);
    return [
      await has('datasets/frequencies/', 'monthly'),
      await has('datasets/licenses/', 'cc-by'),
      await has('contacts/roles/', 'contact'),
      await has('datasets/resource_types/', 'main'),
    ];
  }),
];

const creating: Trap<UdataPortal>[] = [
  of('makes a second dataset of the same title', [true, true], async (portal) => {
    const title = word();
    const [first, second] = [await portal.post({ title }), await portal.post({ title })];
    return [at(first.body, 'slug') === title, at(second.body, 'slug') === `${title}-1`];
  }),
  of('keeps the slug of what is deleted', true, async (portal) => {
    const title = word();
    await portal.remove(await portal.created({ title }));
    return at((await portal.post({ title })).body, 'slug') === `${title}-1`;
  }),
  of('makes slugs in plain ASCII', 'lete-a-evian-ndeg3-oeuvre-co', async (portal) => {
    const { body } = await portal.post({ title: "L'été à Évian – n°3 (œuvre) & Co." });
    return String(at(body, 'slug')).replace(/-\d+$/, '');
  }),
  of(
    'needs a title and a description that say something',
    refusedFor('description', 'title'),
    async ({ client }) => {
      const { status, body } = await client.call('POST', '/api/1/datasets/', { json: { title: '  ' } });
      return { status, fields: refusedFields(at(body, 'errors')).sort() };
    },
  ),
  of(
    'limits title, description and short description',
    refusedFor('description', 'description_short', 'title'),
    async (portal) => {
      const refusal = await portal.refusal({
        title: 'x'.repeat(351),
        description: 'x'.repeat(100_001),
        description_short: 'x'.repeat(201),
      });
      return {
        ...(refusal as { fields: string[] }),
        fields: (refusal as { fields: string[] }).fields.sort(),
      };
    },
  ),
  of('finds a long acronym only behind the form', [400, 'string', 'string'], async (portal) => {
    const { status, body } = await portal.post({ acronym: 'x'.repeat(129) });
    return [status, typeof at(body, 'errors.acronym'), typeof at(body, 'message')];
  }),
  of('names no field when it does not know a frequency', [400, undefined, 'string'], async (portal) => {
    const { status, body } = await portal.post({ frequency: 'zorg', title: null });
    return [status, at(body, 'errors'), typeof at(body, 'message')];
  }),
  of('answers a body that is no JSON with a message alone', [400, undefined], async ({ client }) => {
    const { status, body } = await client.call('POST', '/api/1/datasets/', {
      raw: '{bad',
      headers: { 'content-type': 'application/json' },
    });
    return [status, at(body, 'errors')];
  }),
  of('needs the content type of JSON', refusedFor('Content-Type'), async ({ client }) => {
    const { status, body } = await client.call('POST', '/api/1/datasets/', {
      raw: '{}',
      headers: { 'content-type': 'text/plain' },
    });
    return { status, fields: refusedFields(at(body, 'errors')) };
  }),
  of('needs an object', refusedFor('request'), async ({ client }) => {
    const { status, body } = await client.call('POST', '/api/1/datasets/', { json: [1] });
    return { status, fields: refusedFields(at(body, 'errors')) };
  }),
  of(
    'lets nobody in particular create',
    401,
    async ({ client }) =>
      (
        await client.call('POST', '/api/1/datasets/', {
          json: { title: 'x', description: 'y' },
          anonymous: true,
        })
      ).status,
  ),
  of('takes an organisation by id only, alone or in an object', [201, 201, 400, 400], async (portal) => {
    const id = portal.organization;
    const sent = [id, { class: 'Organization', id }, 'une-ville', STRANGE_ID];
    const statuses: number[] = [];
    for (const organization of sent) statuses.push((await portal.post({ organization })).status);
    return statuses;
  }),
  of('masks the answer to a creation too', ['id'], async (portal) => {
    const json = { title: 'Masqué', description: 'x', organization: portal.organization };
    const { body } = await portal.client.call('POST', '/api/1/datasets/', {
      json,
      headers: { 'x-fields': 'id' },
    });
    return Object.keys(body as Fields);
  }),
  of(
    'aligns errors of resources on the list sent',
    { status: 400, fields: ['resources.1.title', 'resources.1.url'], length: 2 },
    async (portal) => {
      const { status, body } = await portal.post({
        resources: [REMOTE, { ...REMOTE, title: '', url: 'nope' }],
      });
      return {
        status,
        fields: refusedFields(at(body, 'errors')).sort(),
        length: at(body, 'errors.resources.length'),
      };
    },
  ),
];

const updating: Trap<UdataPortal>[] = [
  of('keeps what is not sent', ['Une description', 'cc-by', 'monthly', { a: 1 }, 1], async (portal) => {
    const id = await portal.created({
      license: 'cc-by',
      frequency: 'monthly',
      extras: { a: 1 },
      resources: [REMOTE],
    });
    const { body } = await portal.put(id, { title: 'Autre' });
    return [
      at(body, 'description'),
      at(body, 'license'),
      at(body, 'frequency'),
      at(body, 'extras'),
      at(body, 'resources.length'),
    ];
  }),
  of('wipes tags and dates that are not sent', [[], null], async (portal) => {
    const id = await portal.created({ tags: ['transport'], temporal_coverage: { start: '2020-01-01' } });
    const { body } = await portal.put(id, { title: 'Autre' });
    return [at(body, 'tags'), at(body, 'temporal_coverage')];
  }),
  of('wipes tags of what it restores when they are not sent', [], async (portal) => {
    const id = await portal.created({ tags: ['transport'] });
    await portal.remove(id);
    return at((await portal.put(id, { deleted: null })).body, 'tags');
  }),
  of('keeps even tags and dates for a body without a key', [['transport'], '2020-01-01'], async (portal) => {
    const id = await portal.created({ tags: ['transport'], temporal_coverage: { start: '2020-01-01' } });
    const { body } = await portal.put(id, {});
    return [at(body, 'tags'), at(body, 'temporal_coverage.start')];
  }),
  of('wipes tags with null and with an empty list', [[], []], async (portal) => [
    await portal.after({ tags: ['transport'] }, { tags: null }, 'tags'),
    await portal.after({ tags: ['transport'] }, { tags: [] }, 'tags'),
  ]),
  of('keeps resources when the list is empty', 1, (portal) =>
    portal.after({ resources: [REMOTE] }, { resources: [] }, 'resources.length'),
  ),
  of('refuses null for resources and names nothing', { status: 400, fields: [] }, (portal) =>
    portal.after({ resources: [REMOTE] }, { resources: null }, 'resources'),
  ),
  of('keeps contacts when the list is empty, clears them with null', [1, 0], async (portal) => {
    const contact_points = [await contactId(portal)];
    return [
      await portal.after({ contact_points }, { contact_points: [] }, 'contact_points.length'),
      await portal.after({ contact_points }, { contact_points: null }, 'contact_points.length'),
    ];
  }),
  of(
    'keeps an area when null is sent for all of it, clears it part by part',
    [true, null],
    async (portal) => [
      (await portal.after({ spatial: { geom: SQUARE } }, { spatial: null }, 'spatial.geom')) !== null,
      await portal.after({ spatial: { geom: SQUARE } }, { spatial: { geom: null } }, 'spatial.geom'),
    ],
  ),
  of(
    'clears a licence with null and with a name that it does not know',
    ['notspecified', 'notspecified'],
    async (portal) => [
      await portal.after({ license: 'cc-by' }, { license: null }, 'license'),
      await portal.after({ license: 'cc-by' }, { license: 'zorg' }, 'license'),
    ],
  ),
  of('clears a frequency with null', 'unknown', (portal) =>
    portal.after({ frequency: 'monthly' }, { frequency: null }, 'frequency'),
  ),
  of(
    'replaces extras whole, clears them with an object without keys or null',
    [{ b: 2 }, {}, {}],
    async (portal) => [
      await portal.after({ extras: { a: 1 } }, { extras: { b: 2 } }, 'extras'),
      await portal.after({ extras: { a: 1 } }, { extras: {} }, 'extras'),
      await portal.after({ extras: { a: 1 } }, { extras: null }, 'extras'),
    ],
  ),
  of(
    'refuses extras with a dollar, with null, or that are no object',
    [400, 400, 400, 400],
    async (portal) => {
      const statuses: number[] = [];
      for (const extras of [{ $a: 1 }, { a: { $b: 1 } }, { a: null }, [1]])
        statuses.push((await portal.post({ extras })).status);
      return statuses;
    },
  ),
  of(
    'reads the word false as false, null as false, absence as no change',
    [false, false, true],
    async (portal) => [
      await portal.after({ private: true }, { private: 'false' }, 'private'),
      await portal.after({ private: true }, { private: null }, 'private'),
      await portal.after({ private: true }, {}, 'private'),
    ],
  ),
  of('ignores what is read only or unknown', [null, [], false], async (portal) => {
    const id = await portal.created();
    const { body } = await portal.put(id, {
      slug: 'autre',
      harvest: { remote_id: 'x' },
      badges: [{ kind: 'hvd' }],
      featured: true,
      zorg: 1,
    });
    return [at(body, 'harvest'), at(body, 'badges'), at(body, 'featured')];
  }),
  of('changes the slug with the title', true, async (portal) => {
    const [before, after] = [word(), word()];
    return (await portal.after({ title: before }, { title: after }, 'slug')) === after;
  }),
  of(
    'breaks on null for the organisation',
    500,
    async (portal) => (await portal.put(await portal.created(), { organization: null })).status,
  ),
  of('forgets a licence under a restricted access', 'notspecified', (portal) =>
    portal.after({ license: 'cc-by' }, { access_type: 'restricted', license: 'cc-by' }, 'license'),
  ),
  of('takes one condition for each audience', 400, async (portal) => {
    const access_audiences = [
      { role: 'private', condition: 'yes' },
      { role: 'private', condition: 'no' },
    ];
    return (await portal.post({ access_audiences })).status;
  }),
  of(
    'has its own words for access, audiences and reasons',
    refusedFor('access_audiences.0.role', 'access_type', 'access_type_reason_category'),
    async (portal) => {
      const sent = {
        access_type: 'zorg',
        access_audiences: [{ role: 'zorg', condition: 'yes' }],
        access_type_reason_category: 'zorg',
      };
      const refusal = (await portal.refusal(sent)) as { fields: string[] };
      return { ...refusal, fields: refusal.fields.sort() };
    },
  ),
  of(
    'will not move a dataset to another organisation',
    refusedFor('organization'),
    async (portal) => {
      const { body } = await portal.client.call('POST', '/api/1/organizations/', {
        json: { name: word(), description: 'x' },
      });
      return portal.after({}, { organization: at(body, 'id') }, 'organization');
    },
    SYSADMIN,
  ),
];

const words: Trap<UdataPortal>[] = [
  of('slugs, sorts and thins out tags', ['abc', 'donnees-ouvertes', 'transport', 'zz-top'], async (portal) =>
    at(
      (await portal.post({ tags: ['Données Ouvertes', 'zz top', 'abc', 'transport', 'transport'] })).body,
      'tags',
    ),
  ),
  of(
    'splits one tag on commas, not several',
    [
      ['one', 'thr', 'two'],
      ['b-b-b', 'one-two-thr'],
    ],
    async (portal) => [
      at((await portal.post({ tags: ['one,two,thr'] })).body, 'tags'),
      at((await portal.post({ tags: ['one,two,thr', 'b b b'] })).body, 'tags'),
    ],
  ),
  of(
    'refuses tags under 3 and over 96 characters',
    [refusedFor('tags'), refusedFor('tags')],
    async (portal) => [
      await portal.refusal({ tags: ['ab', 'transport'] }),
      await portal.refusal({ tags: ['x'.repeat(97), 'transport'] }),
    ],
  ),
  of(
    'breaks on tags that are no text',
    500,
    async (portal) => (await portal.post({ tags: [1, 2, 333] })).status,
  ),
  of('rewrites frequencies of older sites', ['biweekly', 'continuous', 'other'], async (portal) => {
    const stored: unknown[] = [];
    for (const frequency of ['fortnighly', 'realtime', 'fourTimesAWeek'])
      stored.push(at((await portal.post({ frequency })).body, 'frequency'));
    return stored;
  }),
  of(
    'swaps dates in the wrong order and drops the time of day',
    { start: '2020-01-01', end: '2024-05-01' },
    async (portal) =>
      at(
        (await portal.post({ temporal_coverage: { start: '2024-05-01T10:00:00Z', end: '2020-01-01' } })).body,
        'temporal_coverage',
      ),
  ),
  of(
    'takes a start without an end, no end without a start',
    [{ start: '2020-01-01', end: null }, refusedFor('temporal_coverage')],
    async (portal) => [
      at((await portal.post({ temporal_coverage: { start: '2020-01-01' } })).body, 'temporal_coverage'),
      await portal.refusal({ temporal_coverage: { end: '2020-01-01' } }),
    ],
  ),
  of(
    "fills a bare year up with today's month and day",
    new Date().toISOString().slice(5, 10),
    async (portal) =>
      String(
        at((await portal.post({ temporal_coverage: { start: '2020' } })).body, 'temporal_coverage.start'),
      ).slice(5),
  ),
  of(
    'refuses dates that it cannot read',
    refusedFor('frequency_date', 'temporal_coverage'),
    async (portal) => {
      const refusal = (await portal.refusal({
        frequency_date: 'demain',
        temporal_coverage: { start: 'hier' },
      })) as { fields: string[] };
      return { ...refusal, fields: refusal.fields.sort() };
    },
  ),
  of(
    'takes a MultiPolygon only',
    [{ granularity: 'other', zones: [] }, refusedFor('spatial.geom'), refusedFor('spatial.geom')],
    async (portal) => {
      const { geom: _geom, ...rest } = at(
        (await portal.post({ spatial: { geom: SQUARE } })).body,
        'spatial',
      ) as Fields;
      return [
        rest,
        await portal.refusal({ spatial: { geom: POLYGON } }),
        await portal.refusal({ spatial: { geom: 'Rennes' } }),
      ];
    },
  ),
  of(
    'refuses zones and granularities that it does not know',
    [refusedFor('spatial.zones'), refusedFor('spatial.granularity')],
    async (portal) => [
      await portal.refusal({ spatial: { zones: ['fr:region:zz'] } }),
      await portal.refusal({ spatial: { granularity: 'zorg' } }),
    ],
  ),
  of(
    'takes zones or a geometry, not both',
    400,
    async (portal) => (await portal.post({ spatial: { zones: ['fr:region:53'], geom: SQUARE } })).status,
    'its database has no zones',
  ),
];

const resources: Trap<UdataPortal>[] = [
  of('takes a resource without filetype for a hosted file', ['file', 'other'], async (portal) => {
    const { body } = await portal.post({ resources: [{ title: 'R', url: 'https://example.org/b.csv' }] });
    return [at(body, 'resources.0.filetype'), at(body, 'resources.0.type')];
  }),
  of(
    'freezes what a hosted file is, silently',
    ['Nouveau', 'https://example.org/b.csv', null],
    async (portal) => {
      const { body } = await portal.post({ resources: [{ title: 'R', url: 'https://example.org/b.csv' }] });
      const changed = {
        id: at(body, 'resources.0.id'),
        title: 'Nouveau',
        url: 'https://example.org/c.csv',
        format: 'json',
        filetype: 'remote',
      };
      const { body: after } = await portal.put(String(at(body, 'id')), { resources: [changed] });
      return [at(after, 'resources.0.title'), at(after, 'resources.0.url'), at(after, 'resources.0.format')];
    },
  ),
  of(
    'keeps what an entry with an id leaves out',
    ['Nouveau', 'https://example.org/a.csv', 'csv', 'main'],
    async (portal) => {
      const { body } = await portal.post({ resources: [REMOTE] });
      const { body: after } = await portal.put(String(at(body, 'id')), {
        resources: [{ id: at(body, 'resources.0.id'), title: 'Nouveau' }],
      });
      return ['title', 'url', 'format', 'type'].map((field) => at(after, `resources.0.${field}`));
    },
  ),
  of('gives a new id to an entry without one, each time', false, async (portal) => {
    const { body } = await portal.post({ resources: [REMOTE] });
    const { body: after } = await portal.put(String(at(body, 'id')), { resources: [REMOTE] });
    return at(after, 'resources.0.id') === at(body, 'resources.0.id');
  }),
  of('puts its own id in the place of one that it does not know', [200, false], async (portal) => {
    const { status, body } = await portal.put(await portal.created(), {
      resources: [{ ...REMOTE, id: STRANGE_UUID }],
    });
    return [status, at(body, 'resources.0.id') === STRANGE_UUID];
  }),
  of('breaks on a bare id that it does not know', [500, 500], async (portal) => {
    const id = await portal.created();
    return [
      (await portal.put(id, { resources: [STRANGE_UUID] })).status,
      (await portal.put(id, { resources: [{ id: STRANGE_UUID }] })).status,
    ];
  }),
  of('refuses an id that is none', refusedFor('resources.0.id'), (portal) =>
    portal.after({}, { resources: [{ ...REMOTE, id: 'zorg' }] }, 'resources'),
  ),
  of('refuses the same resource twice', 400, async (portal) => {
    const { body } = await portal.post({ resources: [REMOTE] });
    const id = at(body, 'resources.0.id');
    return (await portal.put(String(at(body, 'id')), { resources: [id, id] })).status;
  }),
  of('orders and thins out by the list sent', ['B', 'A'], async (portal) => {
    const { body } = await portal.post({ resources: ['A', 'B', 'C'].map((title) => ({ ...REMOTE, title })) });
    const ids = ['1', '0'].map((index) => at(body, `resources.${index}.id`));
    const { body: after } = await portal.put(String(at(body, 'id')), { resources: ids });
    return (at(after, 'resources') as { title: string }[]).map(({ title }) => title);
  }),
  of('trims and lower-cases formats', 'csv', async (portal) =>
    at((await portal.post({ resources: [{ ...REMOTE, format: ' CSV ' }] })).body, 'resources.0.format'),
  ),
  of('cannot clear a checksum from within the dataset', { type: 'md5', value: 'a' }, async (portal) => {
    const { body } = await portal.post({ resources: [{ ...REMOTE, checksum: { type: 'md5', value: 'a' } }] });
    const { body: after } = await portal.put(String(at(body, 'id')), {
      resources: [{ id: at(body, 'resources.0.id'), checksum: null }],
    });
    return at(after, 'resources.0.checksum');
  }),
  of('clears a checksum at the address of the resource', null, async (portal) => {
    const { body } = await portal.post({ resources: [{ ...REMOTE, checksum: { type: 'md5', value: 'a' } }] });
    const path = `/api/1/datasets/${String(at(body, 'id'))}/resources/${String(at(body, 'resources.0.id'))}/`;
    return at((await portal.client.call('PUT', path, { json: { checksum: null } })).body, 'checksum');
  }),
  of(
    'knows its file types, kinds and checksums',
    refusedFor('resources.0.checksum.type', 'resources.0.filesize', 'resources.0.type'),
    async (portal) => {
      const refusal = await portal.refusal({
        resources: [{ ...REMOTE, type: 'zorg', filesize: '12x', checksum: { type: 'zorg', value: 'a' } }],
      });
      return { ...(refusal as object), fields: (refusal as { fields: string[] }).fields.sort() };
    },
  ),
  of(
    'takes addresses of known schemes and domains',
    [201, 201, 201, 400, 400, 400, 400, 400, 400],
    async (portal) => {
      const id = await portal.created();
      const urls = [
        'https://example.org/%zz',
        'ftp://example.org/é',
        'http://127.0.0.1:99/x',
        'javascript:alert(1)',
        'https://example.org/a b',
        'http://intranet/',
        'http://a.local/',
        'sftp://example.org/',
        'HTTP://EXAMPLE.ORG/A',
      ];
      const statuses: number[] = [];
      for (const url of urls) {
        statuses.push(
          (await portal.client.call('POST', `/api/1/datasets/${id}/resources/`, { json: { ...REMOTE, url } }))
            .status,
        );
      }
      return statuses;
    },
  ),
  of('adds remote resources only, newest first', [400, 201, 'Neuf'], async (portal) => {
    const id = await portal.created({ resources: [REMOTE] });
    const path = `/api/1/datasets/${id}/resources/`;
    const refused = await portal.client.call('POST', path, { json: { title: 'Neuf', url: REMOTE.url } });
    const added = await portal.client.call('POST', path, { json: { ...REMOTE, title: 'Neuf' } });
    return [
      refused.status,
      added.status,
      at((await portal.get(`datasets/${id}/`)).body, 'resources.0.title'),
    ];
  }),
  of('adds a resource even to a deleted dataset', 201, async (portal) => {
    const id = await portal.created();
    await portal.remove(id);
    return (await portal.client.call('POST', `/api/1/datasets/${id}/resources/`, { json: REMOTE })).status;
  }),
  of('never changes the type of file of a resource at its address', 400, async (portal) => {
    const { body } = await portal.post({ resources: [REMOTE] });
    const path = `/api/1/datasets/${String(at(body, 'id'))}/resources/${String(at(body, 'resources.0.id'))}/`;
    return (await portal.client.call('PUT', path, { json: { filetype: 'file' } })).status;
  }),
  of('turns a remote file into a hosted one from within the dataset', 'file', async (portal) => {
    const { body } = await portal.post({ resources: [REMOTE] });
    const { body: after } = await portal.put(String(at(body, 'id')), {
      resources: [{ id: at(body, 'resources.0.id'), filetype: 'file' }],
    });
    return at(after, 'resources.0.filetype');
  }),
  of('deletes a resource once', [204, 404], async (portal) => {
    const { body } = await portal.post({ resources: [REMOTE] });
    const path = `/api/1/datasets/${String(at(body, 'id'))}/resources/${String(at(body, 'resources.0.id'))}/`;
    return [
      (await portal.client.call('DELETE', path)).status,
      (await portal.client.call('DELETE', path)).status,
    ];
  }),
  of('reorders with every id exactly once', [200, 400, 400], async (portal) => {
    const { body } = await portal.post({ resources: ['A', 'B'].map((title) => ({ ...REMOTE, title })) });
    const ids = ['1', '0'].map((index) => at(body, `resources.${index}.id`));
    const path = `/api/1/datasets/${String(at(body, 'id'))}/resources/`;
    const statuses: number[] = [];
    for (const json of [ids, ids.slice(1), [ids[0], STRANGE_UUID]])
      statuses.push((await portal.client.call('PUT', path, { json })).status);
    return statuses;
  }),
  of('sends whoever follows a permalink to the file', [302, REMOTE.url], async (portal) => {
    const { body } = await portal.post({ resources: [REMOTE] });
    const { status, headers } = await portal.get(`datasets/r/${String(at(body, 'resources.0.id'))}`);
    return [status, headers.get('location')];
  }),
];

const lives: Trap<UdataPortal>[] = [
  of('deletes once, softly', [204, 410, 200, 410], async (portal) => {
    const id = await portal.created();
    return [
      (await portal.remove(id)).status,
      (await portal.remove(id)).status,
      (await portal.get(`datasets/${id}/`)).status,
      (await portal.get(`datasets/${id}/`, undefined, true)).status,
    ];
  }),
  of('changes nothing that is deleted', [410, 410], async (portal) => {
    const id = await portal.created();
    await portal.remove(id);
    const { status } = await portal.client.call('PUT', `/api/2/datasets/${id}/extras/`, { json: { a: 1 } });
    return [(await portal.put(id, { title: 'x' })).status, status];
  }),
  of('restores with deleted null', [200, null], async (portal) => {
    const id = await portal.created();
    await portal.remove(id);
    const { status, body } = await portal.put(id, { deleted: null });
    return [status, at(body, 'deleted')];
  }),
  of(
    'deletes with a date in a PUT',
    true,
    async (portal) => (await portal.after({}, { deleted: '2026-01-01' }, 'deleted')) !== null,
  ),
  of(
    'merges extras at their own address, null takes one away',
    [{ a: 1, b: 2 }, { b: 2 }],
    async (portal) => {
      const id = await portal.created({ extras: { a: 1 } });
      const put = async (json: unknown): Promise<unknown> =>
        (await portal.client.call('PUT', `/api/2/datasets/${id}/extras/`, { json })).body;
      return [await put({ b: 2 }), await put({ a: null })];
    },
  ),
  of('deletes extras by a list of keys, known or not', [204, {}], async (portal) => {
    const id = await portal.created({ extras: { a: 1 } });
    const { status } = await portal.client.call('DELETE', `/api/2/datasets/${id}/extras/`, {
      json: ['a', 'zorg'],
    });
    return [status, (await portal.client.call('GET', `/api/2/datasets/${id}/extras/`)).body];
  }),
  of('pages resources in version 2, past the end as well', [200, 2, 200, 0], async (portal) => {
    const id = await portal.created({ resources: [REMOTE, REMOTE] });
    const page = async (query: string): Promise<PortalAnswer> =>
      portal.client.call('GET', `/api/2/datasets/${id}/resources/${query}`);
    const [first, past] = [await page('?page_size=1'), await page('?page=9')];
    return [first.status, at(first.body, 'total'), past.status, at(past.body, 'data.length')];
  }),
  of('gets or makes a contact', [200, true], async (portal) => {
    const [first, second] = [await contact(portal), await contact(portal)];
    return [second.status, at(first.body, 'id') === at(second.body, 'id')];
  }),
  of('needs a role, and for contacts a way to reach them', [400, 400, 400, 201], async (portal) => {
    const { organization } = portal;
    const bodies = [
      { name: 'A', email: 'a@example.org', organization },
      { name: 'A', role: 'zorg', organization },
      { name: 'A', role: 'contact', organization },
      { name: word(), role: 'publisher', organization },
    ];
    const statuses: number[] = [];
    for (const json of bodies)
      statuses.push((await portal.client.call('POST', '/api/1/contacts/', { json })).status);
    return statuses;
  }),
  of('takes contacts that belong to the same owner and exist', [400, 400, 400], async (portal) => {
    const own = await portal.client.call('POST', '/api/1/contacts/', {
      json: { name: word(), role: 'publisher' },
    });
    const statuses: number[] = [];
    for (const id of [at(own.body, 'id'), STRANGE_ID, 'zz'])
      statuses.push((await portal.post({ contact_points: [id] })).status);
    return statuses;
  }),
  of('counts the days of the record by its files', true, async (portal) => {
    const { body } = await portal.post({ resources: [REMOTE] });
    const { body: after } = await portal.put(String(at(body, 'id')), { title: 'Plus tard' });
    return at(after, 'last_update') === at(after, 'resources.0.last_modified');
  }),
];

export const udataTraps = { reading, creating, updating, words, resources, lives, reuses: reuseTraps };
