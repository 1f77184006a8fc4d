import { fileURLToPath } from 'node:url';
import { iso } from '../../../src/formats/iso/index.ts';
import { describeSamples } from '../samples.ts';

describeSamples(iso, fileURLToPath(new URL('samples', import.meta.url)));
