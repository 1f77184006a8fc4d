import { strict as assert } from 'node:assert';
import { readOne } from '../reading.ts';

const RECORD = {
  id: 'r-1',
  type: 'Feature',
  geometry: null,
  properties: { type: 'dataset', title: 'Rain' },
  links: [],
};

describe('OGC API Records: what is said beside the standard', () => {
  it('tells what of a contact has no place, and the person where an organisation answers', async () => {
    const { publisher, warning } = await read({
      contacts: [
        {
          name: 'Jane Doe',
          organization: 'Weather Office',
          position: 'Head',
          emails: [{ value: 'a@x.example' }, { value: 'b@x.example' }],
          addresses: [{ city: 'Lyon' }],
          contactInstructions: 'by post',
          roles: ['publisher'],
        },
      ],
    });
    assert.deepEqual(publisher, { name: { und: 'Weather Office' }, email: 'a@x.example' });
    assert.deepEqual(Object.fromEntries((warning ?? []).map(({ field, value }) => [field, value])), {
      'contacts.name': 'Jane Doe',
      'contacts.position': 'Head',
      'contacts.emails': 'b@x.example',
      'contacts.addresses': '[{"city":"Lyon"}]',
      'contacts.contactInstructions': 'by post',
    });
  });

  it('says nothing of a person who answers in one role and not in the other', async () => {
    const { contactPoint, warning } = await read({
      contacts: [{ name: 'Jane Doe', organization: 'Office', roles: ['publisher', 'pointOfContact'] }],
    });
    assert.deepEqual(contactPoint, [{ name: { und: 'Jane Doe' }, memberOf: { und: 'Office' } }]);
    assert.equal(warning, undefined);
  });

  it('reads a provider in words with an address among them', async () => {
    const { publisher } = await read({ providers: ['Geo team, geo@city.example, City'] });
    assert.deepEqual(publisher, { name: { und: 'Geo team, City' }, email: 'geo@city.example' });
  });

  it('keeps formats that no link has, identifiers of concepts, and a licence that is no name', async () => {
    const { extra, theme } = await read(
      {
        formats: [{ name: 'GRIB', mediaType: 'application/x-grib' }, { name: 'CSV' }],
        license: 'proprietary',
        themes: [{ concepts: [{ id: '0-2-10', title: 'Humidity of soils' }] }],
      },
      [{ rel: 'enclosure', href: 'https://x.example/a.csv', type: 'text/csv', title: 'CSV' }],
    );
    assert.deepEqual(extra?.['formats'], [{ name: 'GRIB', mediaType: 'application/x-grib' }]);
    assert.equal(extra?.['license'], 'proprietary');
    assert.deepEqual(
      theme?.map(({ code }) => code),
      ['0-2-10'],
    );
  });

  it('reads relative links from where the record says it stands', async () => {
    const { distribution } = await read({}, [
      { rel: 'self', href: 'https://x.example/records/r-1/record.json', type: 'application/json' },
      { rel: 'enclosure', href: '../../files/a.csv', type: 'text/csv' },
    ]);
    assert.deepEqual(distribution?.[0]?.downloadURL, ['https://x.example/files/a.csv']);
  });

  it('takes a page to search the data by for theirs, and what answers in JSON for the catalogue’s', async () => {
    const { page } = await read({}, [
      { rel: 'search', href: 'https://x.example/explore', type: 'text/html', title: 'Explore' },
      { rel: 'search', href: 'https://x.example/search', type: 'application/geo+json' },
    ]);
    assert.deepEqual(page, [{ url: 'https://x.example/explore', title: 'Explore' }]);
  });

  it('keeps what a link says in words of its own, and takes a protocol for its type', async () => {
    const { distribution } = await read({}, [
      { rel: 'data', href: 'https://x.example/a.csv', type: 'text/csv', channel: 'origin/a' },
      { rel: 'item', href: 'https://x.example/arcgis/services/A/MapServer/WMSServer', type: 'OGC:WMS' },
    ]);
    assert.deepEqual(
      distribution?.map(({ format, extra }) => [format?.code, extra?.['channel']]),
      [
        ['csv', 'origin/a'],
        ['wms', undefined],
      ],
    );
  });
});

function read(properties: object, links: object[] = []): ReturnType<typeof readOne> {
  const record = { ...RECORD, properties: { ...RECORD.properties, ...properties }, links };
  return readOne('ogc-records', JSON.stringify(record));
}
