import { strict as assert } from 'node:assert';
import { readOne } from '../reading.ts';

describe('Opendatasoft: what is said of the dataset’s place', () => {
  it('keeps who may see it, and the portal’s short name where no address tells it', async () => {
    const dataset = {
      datasetid: 'trees',
      metas: { title: 'Trees', domain: 'city' },
      visibility: 'restricted',
    };
    assert.deepEqual((await readOne('opendatasoft', JSON.stringify(dataset))).extra, {
      visibility: 'restricted',
      domain: 'city',
    });
    const open = { ...dataset, metas: { title: 'Trees', domain: 'data.city.example' }, visibility: 'domain' };
    const { extra, origin } = await readOne('opendatasoft', JSON.stringify(open));
    assert.deepEqual([extra, origin?.catalog], [undefined, 'https://data.city.example']);
  });
});
