import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { csw } from '../../src/formats/csw/index.ts';
import { dataFair } from '../../src/formats/data-fair/index.ts';
import type { Format } from '../../src/formats/format.ts';
import { iso } from '../../src/formats/iso/index.ts';
import { ogcRecords } from '../../src/formats/ogc-records/index.ts';
import { opendatasoft } from '../../src/formats/opendatasoft/index.ts';
import { inPieces, outcomeOf } from './samples.ts';

const GMD = 'xmlns:gmd="http://www.isotc211.org/2005/gmd" xmlns:gco="http://www.isotc211.org/2005/gco"';

function record(title: string, id = 'a'): string {
  return `<gmd:MD_Metadata ${GMD}><gmd:fileIdentifier><gco:CharacterString>${id}</gco:CharacterString></gmd:fileIdentifier><gmd:identificationInfo><gmd:MD_DataIdentification><gmd:citation><gmd:CI_Citation><gmd:title><gco:CharacterString>${title}</gco:CharacterString></gmd:title></gmd:CI_Citation></gmd:citation></gmd:MD_DataIdentification></gmd:identificationInfo></gmd:MD_Metadata>`;
}

const BOMB = `<!DOCTYPE x [${Array.from({ length: 12 }, (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`).join('')}]>`;

describe('hostile metadata', () => {
  it('an entity that a DTD defines stays as written, however much it would unfold', async () => {
    const { datasets } = await outcomeOf(iso, inPieces(`<?xml version="1.0"?>${BOMB}${record('x &e12; y')}`));
    assert.deepEqual(datasets[0]?.title, { und: 'x &e12; y' });
    assert.deepEqual(datasets[0]?.warning, [{ field: 'record', reason: 'undefined entity.' }]);
  });

  it('a file that a DTD points to is not opened', async () => {
    const dtd = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>';
    const { datasets } = await outcomeOf(iso, inPieces(dtd + record('&secret;')));
    assert.deepEqual(datasets[0]?.title, { und: '&secret;' });
  });

  it('elements nested without end cost their record', async () => {
    const deep = `${'<a>'.repeat(1_000)}x${'</a>'.repeat(1_000)}`;
    const text = `<all>${record(deep, 'deep')}${record('Fine', 'fine')}</all>`;
    const { datasets, asides } = await outcomeOf(iso, inPieces(text, 5_000));
    assert.deepEqual(
      datasets.map(({ id }) => id),
      ['fine'],
    );
    assert.deepEqual(asides, [
      { remoteId: 'deep', stage: 'parse', reason: 'elements nested deeper than 200' },
    ]);
  });

  it('tags that never close end the reading', async () => {
    const { fault } = await outcomeOf(iso, inPieces(`<all>${'<a>'.repeat(100_000)}`, 50_000));
    assert.match(fault ?? '', /nested without end/);
  });

  it('a missing closing tag costs its record alone, a cut file its last', async () => {
    const broken = record('Broken', 'broken').replace('</gmd:title>', '');
    const text = `<all>${record('One', 'one')}${broken}${record('Two', 'two')}${record('Cut', 'cut').slice(0, -30)}`;
    const { datasets, asides } = await outcomeOf(iso, inPieces(text));
    assert.deepEqual(
      datasets.map(({ id }) => id),
      ['one', 'two'],
    );
    assert.deepEqual(
      asides.map(({ remoteId }) => remoteId),
      ['broken', 'cut'],
    );
  });

  it('ampersands in addresses are read, and told', async () => {
    const { datasets } = await outcomeOf(iso, inPieces(record('a=1&b=2 <![CDATA[c&d]]> &amp;amp; &#233;')));
    assert.deepEqual(datasets[0]?.title, { und: 'a=1&b=2 c&d &amp; é' });
    assert.match(datasets[0]?.warning?.[0]?.reason ?? '', /ampersand/);
  });

  const ENCODINGS: [string, BufferEncoding, string][] = [
    ['UTF-16 by its mark', 'utf16le', '\ufeff'],
    ['UTF-16 without one', 'utf16le', ''],
    ['Latin-1 by its declaration', 'latin1', '<?xml version="1.0" encoding="ISO-8859-1"?>'],
    ['UTF-8 with a mark', 'utf8', '\ufeff<?xml version="1.0" encoding="utf-8"?>'],
    ['UTF-8 that still declares UTF-16', 'utf8', '<?xml version="1.0" encoding="UTF-16"?>'],
  ];
  for (const [says, encoding, head] of ENCODINGS) {
    it(`reads ${says}`, async () => {
      const { datasets } = await outcomeOf(iso, inPieces(Buffer.from(head + record('Forêt'), encoding), 3));
      assert.deepEqual(datasets[0]?.title, { und: 'Forêt' });
    });
  }

  it('reads Windows-1252 that says it is UTF-8, and tells', async () => {
    const bytes = Buffer.from(
      `<?xml version="1.0" encoding="UTF-8"?>${record('Forêt d’été').replaceAll('’', '\u0092')}`,
      'latin1',
    );
    const { datasets } = await outcomeOf(iso, inPieces(bytes, 300));
    assert.equal(datasets[0]?.warning?.[0]?.reason, 'the bytes are not UTF-8: read as Windows-1252');
    assert.match(datasets[0]?.title['und'] ?? '', /^Forêt d.?été$/);
  });

  it('an exception is a fault with its text', async () => {
    const text =
      '<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows"><ows:Exception exceptionCode="NoApplicableCode"><ows:ExceptionText>Result window is too large</ows:ExceptionText></ows:Exception></ows:ExceptionReport>';
    const { fault } = await outcomeOf(csw, inPieces(text));
    assert.equal(fault, 'the service answered an exception: NoApplicableCode: Result window is too large');
  });

  const NOTHING: [Format, string, RegExp][] = [
    [iso, '', /nothing in it/],
    [iso, '<!doctype html><html><body>Maintenance</body></html>', /HTML/],
    [iso, '{"a": 1}', /not XML/],
    [iso, '<rss/>', /no metadata record/],
    [csw, '<csw:Capabilities xmlns:csw="http://www.opengis.net/cat/csw/2.0.2"/>', /no answer/],
    [ogcRecords, '<html/>', /not JSON/],
    [ogcRecords, '{"code": "NotFound", "description": "no such collection"}', /no such collection/],
    [opendatasoft, '{"error_code": "ODSQLError", "message": "bad query"}', /bad query/],
  ];
  for (const [format, text, expected] of NOTHING) {
    it(`${format.kind}: «${text.slice(0, 30)}» is told to be something else`, async () => {
      const { fault } = await outcomeOf(format, inPieces(text));
      assert.match(fault ?? '', expected);
    });
  }

  it('an answer without records is no fault', async () => {
    const empty = [
      await outcomeOf(
        csw,
        inPieces('<csw:GetRecordByIdResponse xmlns:csw="http://www.opengis.net/cat/csw/2.0.2"/>'),
      ),
      await outcomeOf(ogcRecords, inPieces('{"type": "FeatureCollection", "features": []}')),
      await outcomeOf(opendatasoft, inPieces('{"total_count": 0, "results": []}')),
    ];
    assert.deepEqual(
      empty,
      Array.from({ length: 3 }, () => ({ datasets: [], asides: [] })),
    );
  });

  it('a prototype cannot be reached', async () => {
    const text =
      '{"dataset_id": "p", "__proto__": {"x": 1}, "metas": {"__proto__": {"title": "no"}, "default": {"title": "P", "constructor": "c"}}}';
    const { datasets } = await outcomeOf(opendatasoft, inPieces(text));
    assert.deepEqual(datasets[0]?.title, { und: 'P' });
    assert.equal(Reflect.get({}, 'x'), undefined);
  });
});

describe('mutated metadata', () => {
  const CASES: [Format, string][] = [
    [iso, 'iso'],
    [csw, 'csw'],
    [ogcRecords, 'ogc-records'],
    [opendatasoft, 'opendatasoft'],
    [dataFair, 'data-fair'],
  ];
  for (const [format, folder] of CASES) {
    it(`${format.kind}: ends in datasets that the model takes, notes, or a fault`, async () => {
      const path = fileURLToPath(new URL(`${folder}/samples/`, import.meta.url));
      const files = (await readdir(path)).filter((file) => !file.endsWith('.expected.json'));
      const samples = await Promise.all(files.map((file) => readFile(path + file)));
      const change = fc.record({
        at: fc.nat(),
        cut: fc.nat(60),
        put: fc.oneof(
          fc.string({ unit: 'binary', maxLength: 12 }),
          fc.constantFrom('<', '>', '&', '"', '</', '{', '}', '[', ']', 'null', ']]>', '<!--', '\0'),
        ),
      });
      await fc.assert(
        fc.asyncProperty(
          fc.nat(),
          fc.array(change, { minLength: 1, maxLength: 6 }),
          async (which, changes) => {
            let bytes = samples[which % samples.length] ?? Buffer.alloc(0);
            for (const { at, cut, put } of changes) {
              const start = at % (bytes.length + 1);
              bytes = Buffer.concat([
                bytes.subarray(0, start),
                Buffer.from(put),
                bytes.subarray(start + cut),
              ]);
            }
            await outcomeOf(format, inPieces(bytes, 997));
          },
        ),
        { numRuns: 300 },
      );
    }).timeout(60_000);
  }
});
