import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { z } from 'zod';
import { type KnownAdapter, parseConnectors } from '../../src/config/parse-connectors.ts';

const SHELF: Record<string, KnownAdapter> = {
  ckan: {
    Settings: z.strictObject({
      url: z
        .string()
        .refine((text) => URL.canParse(text), 'an http or https address')
        .describe('address of the site'),
      apiToken: z.string().min(20).optional().meta({ secret: true }).describe('token'),
      organization: z.string().optional(),
    }),
    list: () => undefined,
    put: () => undefined,
    removals: (settings) =>
      z.object({ organization: z.literal('drafts') }).safeParse(settings).success
        ? ['delete']
        : ['delete', 'private'],
  },
  feed: {
    Settings: z.strictObject({
      url: z.string(),
      login: z
        .strictObject({ user: z.string(), password: z.string().describe('word').meta({ secret: true }) })
        .optional(),
    }),
    list: () => undefined,
  },
};

const good = {
  id: 'lyon',
  adapter: 'ckan',
  settings: { url: 'https://ckan.example.org', apiToken: 'env:LYON_TOKEN' },
  push: {},
};

function issuesOf(...connectors: unknown[]): string[] {
  const { issues } = parseConnectors(connectors, (kind) => SHELF[kind], Object.keys(SHELF));
  return issues.map((issue) => `${issue.path}: ${issue.message}`);
}

describe('parseConnectors', () => {
  it('gives good connectors back with their defaults, settings as written', () => {
    const { configs, issues } = parseConnectors([good], (kind) => SHELF[kind], Object.keys(SHELF));
    assert.deepEqual(issues, []);
    assert.equal(configs[0]?.push?.concurrency, 4);
    assert.deepEqual(configs[0]?.settings, good.settings);
  });

  it('names an unknown key, the one that was meant and the known ones', () => {
    const [issue, ...others] = issuesOf({ ...good, harvest: { crom: '0 4 * * *' } });
    assert.match(
      issue ?? '',
      /^connectors\[0\]\.harvest\.crom: unknown key; did you mean "cron"\? known here: every, cron, timezone/,
    );
    assert.deepEqual(others, []);
  });

  it('names an unknown key of the settings without repeating what is there', () => {
    const [issue = ''] = issuesOf({
      ...good,
      settings: { ...good.settings, apiTokn: 'hunter2hunter2hunter2' },
    });
    assert.match(
      issue,
      /^connectors\[0\]\.settings\.apiTokn: unknown key; did you mean "apiToken"\? known here: url, apiToken, organization$/,
    );
  });

  it('names a bad cron, its value and what cron fields are', () => {
    const [issue] = issuesOf({ ...good, harvest: { cron: 'every day' } });
    assert.equal(
      issue,
      'connectors[0].harvest.cron: "every day" is not accepted: five cron fields: minute hour day month weekday, for example "0 4 * * *"',
    );
  });

  it('refuses every and cron together', () => {
    const [issue] = issuesOf({ ...good, harvest: { every: '1h', cron: '0 4 * * *' } });
    assert.equal(
      issue,
      'connectors[0].harvest.cron: "0 4 * * *" is not accepted: give either every or cron, not both',
    );
  });

  it('lists the known adapters for an unknown one', () => {
    const [issue] = issuesOf({ ...good, adapter: 'ckam' });
    assert.equal(
      issue,
      'connectors[0].adapter: "ckam" is no adapter; did you mean "ckan"? known here: ckan, feed',
    );
  });

  it('refuses a secret written out and does not repeat it', () => {
    const secret = 'a1b2c3d4e5f6a7b8c9d0e1f2';
    const [issue = '', ...others] = issuesOf({ ...good, settings: { ...good.settings, apiToken: secret } });
    assert.match(
      issue,
      /^connectors\[0\]\.settings\.apiToken: a secret does not belong here: write where it is, env:NAME/,
    );
    assert.ok(!issue.includes(secret));
    assert.deepEqual(others, []);
  });

  it('refuses a number, a list and a ${NAME} where a reference to a secret goes', () => {
    for (const apiToken of [123_456, ['env:A'], '${TOKEN}', 'env:', 'env:1A', 'file:relative']) {
      const [issue = ''] = issuesOf({ ...good, settings: { ...good.settings, apiToken } });
      assert.match(issue, /settings\.apiToken: a secret does not belong here/, String(apiToken));
    }
  });

  it('says of a missing secret how it is given', () => {
    const [issue] = issuesOf({
      id: 'feed',
      adapter: 'feed',
      settings: { url: 'x', login: { user: 'me' } },
      harvest: {},
    });
    assert.match(
      issue ?? '',
      /^connectors\[0\]\.settings\.login\.password: missing: a secret, written env:NAME .*file:\/path .*ledger:/,
    );
  });

  it('says of a missing field that it is missing and what it is', () => {
    assert.deepEqual(issuesOf({ ...good, settings: {} }), [
      'connectors[0].settings.url: missing: a text is needed (address of the site)',
    ]);
  });

  it('refuses the same id twice and says where the first is', () => {
    assert.deepEqual(issuesOf(good, { ...good, push: { concurrency: 2 } }), [
      'connectors[1].id: "lyon" is the id of connectors[0] already: give each its own',
    ]);
  });

  it('refuses push to a remote that the adapter can only read', () => {
    assert.deepEqual(issuesOf({ id: 'feed', adapter: 'feed', settings: { url: 'x' }, push: {} }), [
      'connectors[0].push: the adapter feed cannot push: remove it',
    ]);
  });

  it('refuses a way of removal that the remote does not have, and names those that it has', () => {
    const settings = { url: 'https://ckan.example.org' };
    assert.deepEqual(issuesOf({ ...good, settings, push: { removal: 'archive' } }), [
      'connectors[0].push.removal: "archive" is not possible on ckan with these settings; possible: delete, private',
    ]);
    assert.deepEqual(
      issuesOf({ ...good, settings: { ...settings, organization: 'drafts' }, push: { removal: 'private' } }),
      ['connectors[0].push.removal: "private" is not possible on ckan with these settings; possible: delete'],
    );
    assert.deepEqual(issuesOf({ ...good, settings, push: { removal: 'private' } }), []);
    assert.match(issuesOf({ ...good, push: { removal: 'burn' } }).join(), /delete.*archive.*private/);
  });

  it('refuses to read every record of a remote all the time', () => {
    assert.deepEqual(issuesOf({ ...good, push: { verifyEvery: '10s' } }), [
      'connectors[0].push.verifyEvery: "10s" is not accepted: at least 1m',
    ]);
    assert.deepEqual(issuesOf({ ...good, push: { verifyEvery: '1w' } }), []);
  });

  it('refuses a connector that does nothing', () => {
    const { push: _push, ...idle } = good;
    assert.deepEqual(issuesOf(idle), [
      'connectors[0]: a connector needs push, harvest or both; an empty one is written push: {}',
    ]);
  });

  it('tells everything that is wrong in one go', () => {
    const issues = issuesOf(
      { ...good, id: 'Lyon!', push: { concurrency: 900, edits: 'overwite' }, settings: { url: 'nowhere' } },
      'just a text',
      good,
    );
    assert.deepEqual(
      issues.map((issue) => issue.slice(0, issue.indexOf(': '))),
      [
        'connectors[0].id',
        'connectors[0].push.concurrency',
        'connectors[0].push.edits',
        'connectors[0].settings.url',
        'connectors[1]',
      ],
    );
    assert.match(
      issues[2] ?? '',
      /"overwite" is not accepted: did you mean "overwrite"\? one of overwrite, keep, ask$/,
    );
    assert.match(issues[1] ?? '', /900 is not accepted: at most 64$/);
  });

  it('does not show credentials that an address holds', () => {
    const [issue = ''] = issuesOf({ ...good, adapter: 'https://me:hunter2@ckan.example.org' });
    assert.ok(!issue.includes('hunter2'), issue);
  });
});
