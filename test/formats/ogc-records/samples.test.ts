import { fileURLToPath } from 'node:url';
import { ogcRecords } from '../../../src/formats/ogc-records/index.ts';
import { describeSamples } from '../samples.ts';

describeSamples(ogcRecords, fileURLToPath(new URL('samples', import.meta.url)));
