import { fileURLToPath } from 'node:url';
import { csw } from '../../../src/formats/csw/index.ts';
import { describeSamples } from '../samples.ts';

describeSamples(csw, fileURLToPath(new URL('samples', import.meta.url)));
