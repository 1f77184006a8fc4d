import type { Said } from '../../support/scripted.ts';

export interface Entry {
  id: string;
  title: string;
  modified: string;
  scope?: 'dataset' | 'series' | 'service';
  /** The record as it was sent; made of the above when absent. */
  xml?: string;
}

export interface Catalogue {
  entries: Entry[];
  version: '2.0.2' | '3.0.0';
  /** Schemas that it writes records in. */
  schemas: string[];
  sorts: boolean;
  post: boolean;
  maxRecords: number;
  login?: string;
  /** Takes transactions. */
  takes?: boolean;
}

export const GMD = 'http://www.isotc211.org/2005/gmd';
export const DC: Record<Catalogue['version'], string> = {
  '2.0.2': 'http://www.opengis.net/cat/csw/2.0.2',
  '3.0.0': 'http://www.opengis.net/cat/csw/3.0',
};

export const XML = { 'content-type': 'application/xml; charset=UTF-8' };

export function exception(code: string, locator: string, text: string): Said {
  const place = locator === '' ? '' : ` locator="${locator}"`;
  return {
    headers: XML,
    body: `<?xml version="1.0"?><ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows" version="1.2.0"><ows:Exception exceptionCode="${code}"${place}><ows:ExceptionText>${text}</ows:ExceptionText></ows:Exception></ows:ExceptionReport>`,
  };
}
