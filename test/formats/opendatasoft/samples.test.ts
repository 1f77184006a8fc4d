import { fileURLToPath } from 'node:url';
import { opendatasoft } from '../../../src/formats/opendatasoft/index.ts';
import { describeSamples } from '../samples.ts';

describeSamples(opendatasoft, fileURLToPath(new URL('samples', import.meta.url)), {
  base: 'https://data.ville.example.fr/api/explore/v2.1/catalog/datasets',
});
