import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ConfigError } from '../../src/config/issues.ts';
import { readProcessConfig } from '../../src/config/process.ts';

const key = Buffer.alloc(32, 7).toString('base64');

function issuesOf(env: Record<string, string>, needsToken = false): string[] {
  try {
    readProcessConfig(env, { needsToken });
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message.split('\n');
  }
}

describe('readProcessConfig', () => {
  it('has a default for everything that a worker needs', () => {
    const config = readProcessConfig({ PATH: '/bin', NAVETTE_PORT: '' });
    assert.equal(config.port, 8484);
    assert.equal(config.host, '127.0.0.1');
    assert.equal(config.temporal.address, '127.0.0.1:7233');
    assert.equal(config.http.userAgent, 'Navette/0.1');
    assert.deepEqual(config.tokens, []);
    assert.equal(config.databaseUrl, undefined);
  });

  it('reads what is set', () => {
    const config = readProcessConfig({
      DATABASE_URL: 'postgres://me:secret@db:5432/navette',
      TEMPORAL_ADDRESS: 'temporal:7233',
      TEMPORAL_UI_URL: 'https://temporal.example.org',
      NAVETTE_TOKEN: `${'a'.repeat(16)}, ${'b'.repeat(16)}`,
      NAVETTE_SECRET_KEY: `${key},${key}`,
      NAVETTE_PORT: '9000',
      NAVETTE_HTTP_ALLOW: 'catalog.intra, 10.1.0.0/16',
      NAVETTE_HTTP_CONTACT: 'https://example.org/contact',
      NAVETTE_LOG_LEVEL: 'debug',
    });
    assert.equal(config.port, 9000);
    assert.deepEqual(config.tokens, ['a'.repeat(16), 'b'.repeat(16)]);
    assert.deepEqual(config.http.allow, ['catalog.intra', '10.1.0.0/16']);
    assert.equal(config.http.userAgent, 'Navette/0.1 (+https://example.org/contact)');
    assert.equal(config.secretKeys, `${key},${key}`);
  });

  it('lets a worker do all its work or a part of it, and says what there is', () => {
    assert.deepEqual(readProcessConfig({}).work, ['push', 'harvest']);
    assert.deepEqual(readProcessConfig({ NAVETTE_WORK: 'harvest' }).work, ['harvest']);
    assert.deepEqual(readProcessConfig({ NAVETTE_WORK: 'push, harvest' }).work, ['push', 'harvest']);
    const [line] = issuesOf({ NAVETTE_WORK: 'pull' });
    assert.match(line ?? '', /^NAVETTE_WORK\b.*push.*harvest/);
  });

  it('is frozen', () => {
    assert.ok(Object.isFrozen(readProcessConfig({})));
  });

  it('tells all problems at once, each with its variable', () => {
    const issues = issuesOf({
      NAVETTE_PORT: 'http',
      NAVETTE_LOG_LEVEL: 'verbose',
      DATABASE_URL: 'mysql://me:secret@db/x',
      NAVETTE_TOKEN: 'short',
      NAVETTE_SECRET_KEY: 'abc',
    });
    assert.deepEqual(
      issues.map((issue) => issue.slice(0, issue.indexOf(':'))),
      ['DATABASE_URL', 'NAVETTE_TOKEN', 'NAVETTE_SECRET_KEY', 'NAVETTE_PORT', 'NAVETTE_LOG_LEVEL'],
    );
    assert.match(issues[3] ?? '', /"http" is not accepted: a port between/);
    assert.match(issues[4] ?? '', /"verbose" is not accepted: one of trace, debug/);
  });

  it('shows neither tokens, keys nor the password of the database', () => {
    const text = issuesOf({
      DATABASE_URL: 'mysql://me:sesame@db/x',
      NAVETTE_TOKEN: 'tooshort',
      NAVETTE_SECRET_KEY: 'bm90IDMyIGJ5dGVz',
    }).join('\n');
    assert.doesNotMatch(text, /sesame|tooshort|bm90/);
  });

  it('asks for a token where the API is served', () => {
    assert.match(
      issuesOf({}, true)[0] ?? '',
      /^NAVETTE_TOKEN: missing: the API needs a token of at least 16 characters/,
    );
    assert.deepEqual(issuesOf({ NAVETTE_TOKEN: 'x'.repeat(16) }, true), []);
  });

  it('refuses a contact that would end the header', () => {
    assert.match(
      issuesOf({ NAVETTE_HTTP_CONTACT: 'me\r\nX-Evil: 1' })[0] ?? '',
      /^NAVETTE_HTTP_CONTACT: .*plain ASCII/,
    );
  });

  const dataFair = {
    NAVETTE_PLATFORM: 'data-fair',
    NAVETTE_DATA_FAIR_URL: 'https://data.example.org/data-fair/',
    NAVETTE_DATA_FAIR_API_KEY: 'env:KEY',
    NAVETTE_DATA_FAIR_ACCOUNT: 'organization:mairie:voirie',
  };

  it('keeps datasets here unless another platform is named', () => {
    assert.deepEqual(readProcessConfig({ NAVETTE_DATA_FAIR_URL: 'nonsense' }).platform, { kind: 'embedded' });
    const { platform } = readProcessConfig({
      ...dataFair,
      NAVETTE_DATA_FAIR_TOPICS: 'TRAN=mob, ENVI=Cadre de vie',
    });
    assert.ok(platform.kind === 'data-fair');
    assert.equal(platform.settings.url, 'https://data.example.org/data-fair');
    assert.deepEqual(platform.settings.topics, { TRAN: 'mob', ENVI: 'Cadre de vie' });
    assert.deepEqual([platform.settings.data, platform.settings.language], ['file', 'fr']);
  });

  it('tells what a Data Fair still needs, and never shows its key', () => {
    assert.deepEqual(
      issuesOf({ NAVETTE_PLATFORM: 'data-fair' }).map((issue) => issue.replace(/:.*/, '')),
      ['NAVETTE_DATA_FAIR_URL', 'NAVETTE_DATA_FAIR_API_KEY', 'NAVETTE_DATA_FAIR_ACCOUNT'],
    );
    const [issue = '', ...others] = issuesOf({ ...dataFair, NAVETTE_DATA_FAIR_API_KEY: 'bygeheim' });
    assert.deepEqual(others, []);
    assert.match(issue, /^NAVETTE_DATA_FAIR_API_KEY: .*a reference: env:NAME/);
    assert.doesNotMatch(issue, /bygeheim/);
  });
});
