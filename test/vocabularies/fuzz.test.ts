import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { Coded } from '../../src/model/coded.ts';
import { accessReason, matchAccessRights, toUdataAccess } from '../../src/vocabularies/access-rights.ts';
import { matchChecksumAlgorithm } from '../../src/vocabularies/checksums.ts';
import { matchFormat } from '../../src/vocabularies/formats.ts';
import { FORMATS } from '../../src/vocabularies/format-table.ts';
import {
  matchFrequency,
  toDcatUsFrequency,
  toIsoFrequency,
  toUdataFrequency,
} from '../../src/vocabularies/frequencies.ts';
import { FREQUENCIES } from '../../src/vocabularies/frequency-table.ts';
import { matchHvdCategory } from '../../src/vocabularies/hvd.ts';
import { matchLanguage } from '../../src/vocabularies/languages.ts';
import { LICENSES } from '../../src/vocabularies/license-table.ts';
import { matchLicense, toCkanLicense, toUdataLicense } from '../../src/vocabularies/licenses.ts';
import { matchRole } from '../../src/vocabularies/roles.ts';
import { matchAvailability, matchStatus } from '../../src/vocabularies/status.ts';
import { matchTheme } from '../../src/vocabularies/themes.ts';

const TERMS = [...LICENSES, ...FREQUENCIES, ...FORMATS].flatMap((row) => [
  row.code,
  ...(row.uri === undefined ? [] : [row.uri]),
  ...(row.aliases ?? []),
  ...(row.uris ?? []).map((uri) => `https://${uri}`),
]);

/** Anything at all, lone surrogates included, and true terms in strange company. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc
    .array(
      fc.constantFrom(
        ...TERMS,
        'constructor',
        '__proto__',
        ' ',
        '/',
        '-',
        '2.0',
        'v',
        'P',
        'not',
        '%E9',
        '\ud800',
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join(' ')),
  fc
    .array(fc.constantFrom(...TERMS, '.', '?f=', '&format='), { maxLength: 4 })
    .map((parts) => parts.join('')),
);

const MATCHERS = {
  matchLicense,
  matchFrequency,
  matchTheme,
  matchAccessRights,
  matchStatus,
  matchAvailability,
  matchHvdCategory,
};

function checkCoded(match: Readonly<Coded>, raw: string | undefined): void {
  Coded.parse(match);
  assert.equal(match.raw, raw);
  assert.equal(match.method === 'none', match.confidence === 0);
  assert.equal(match.method === 'none', match.code === undefined);
  if (match.method === 'uri') assert.equal(match.confidence, 1);
  if (match.method === 'none') assert.equal(match.uri, undefined);
}

describe('any text at all', () => {
  for (const [name, match] of Object.entries(MATCHERS)) {
    it(`${name} never throws, and its method and confidence agree`, () => {
      fc.assert(
        fc.property(text, (raw) => checkCoded(match(raw), raw)),
        { numRuns: 500 },
      );
    });
  }

  it('matchFormat never throws, and its method and confidence agree', () => {
    const part = fc.option(text, { nil: undefined });
    fc.assert(
      fc.property(part, part, part, part, (uri, mediaType, format, url) => {
        const found = matchFormat({ uri, mediaType, format, url }).format;
        if (found !== undefined) checkCoded(found, found.raw);
      }),
      { numRuns: 1_000 },
    );
  });

  it('the licence told in parts and the other lookups never throw', () => {
    const part = fc.option(text, { nil: undefined });
    fc.assert(
      fc.property(part, part, text, (url, title, id) => {
        const license = matchLicense({ url, title, id }, 'ckan');
        checkCoded(license, license.raw);
        for (const projected of [toUdataLicense(license), toCkanLicense(license)])
          assert.ok(projected.id.length > 0);
        const frequency = matchFrequency(id);
        assert.ok(toUdataFrequency(frequency).id.length + toIsoFrequency(frequency).id.length > 0);
        toDcatUsFrequency(frequency);
        toUdataAccess(matchAccessRights(id));
        accessReason(id);
        matchLanguage(id);
        matchRole(id);
        matchChecksumAlgorithm(id);
      }),
      { numRuns: 500 },
    );
  });

  it('stays quick on long and hostile texts', () => {
    const hostile = [
      'a'.repeat(200_000),
      '/'.repeat(200_000),
      'v '.repeat(100_000),
      '1.'.repeat(100_000),
      'cc by '.repeat(40_000),
      '\ufdfa'.repeat(50_000),
      'https://'.repeat(25_000),
      'P'.repeat(100_000),
      '-1'.repeat(100_000),
      'a.'.repeat(100_000),
    ];
    const start = performance.now();
    for (const raw of hostile) {
      for (const match of Object.values(MATCHERS)) match(raw);
      matchFormat({ uri: raw, mediaType: raw, format: raw, url: raw });
      matchLanguage(raw);
      matchRole(raw);
      matchChecksumAlgorithm(raw);
    }
    assert.ok(performance.now() - start < 3_000, `${Math.round(performance.now() - start)} ms`);
  });

  it('hands out results that nobody can change for the others', () => {
    assert.ok(Object.isFrozen(matchLicense('CC BY 4.0')) && Object.isFrozen(matchFrequency('?')));
  });
});
