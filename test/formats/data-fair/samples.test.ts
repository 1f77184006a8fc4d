import { fileURLToPath } from 'node:url';
import { dataFair } from '../../../src/formats/data-fair/index.ts';
import { describeSamples } from '../samples.ts';

describeSamples(dataFair, fileURLToPath(new URL('samples', import.meta.url)), { language: 'fr' });
