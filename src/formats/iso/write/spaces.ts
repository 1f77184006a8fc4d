import type { Prefixes } from '../../xml/write.ts';
import { maker } from '../../xml/write.ts';

/** ISO 19139 as of 2007, with the GML that came with it. */
export const ISO_PREFIXES: Prefixes = {
  gmd: 'http://www.isotc211.org/2005/gmd',
  gco: 'http://www.isotc211.org/2005/gco',
  gmx: 'http://www.isotc211.org/2005/gmx',
  srv: 'http://www.isotc211.org/2005/srv',
  gts: 'http://www.isotc211.org/2005/gts',
  gml: 'http://www.opengis.net/gml/3.2',
  xlink: 'http://www.w3.org/1999/xlink',
  xsi: 'http://www.w3.org/2001/XMLSchema-instance',
};

export const make = maker(ISO_PREFIXES);
