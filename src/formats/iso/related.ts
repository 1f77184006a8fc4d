import type { Reference } from '../../model/link.ts';
import { referenceOf } from '../values/links.ts';
import { some, unique } from '../values/record.ts';
import { attributeOf, firstOf, textIn, within } from '../xml/tree.ts';
import type { XmlElement } from '../xml/tree.ts';
import { citedOf, identifierOf } from './citation.ts';
import { leftovers, plainObject } from './leftovers.ts';
import { codeOf, hrefOf, langTextOf, objectOf, objectsOf, present, propertiesOf, textOf } from './reading.ts';
import type { Reading } from './reading.ts';
import type { LangText } from '../../model/text.ts';

export interface Related {
  inSeries?: string[] | undefined;
  relation?: string[] | undefined;
  source?: string[] | undefined;
  extra: [string, unknown][];
}

/** The record above, and those beside. */
export function relatedOf(
  root: XmlElement,
  identification: XmlElement | undefined,
  reading: Reading,
): Related {
  const inSeries: string[] = [];
  const relation: string[] = [];
  const source: string[] = [];
  const associations: Record<string, string[]> = {};
  const details: unknown[] = [];
  const parent =
    textOf(firstOf(root, 'parentIdentifier'), reading) ?? hrefOf(firstOf(root, 'parentIdentifier'));
  if (parent !== undefined) inSeries.push(parent);
  for (const property of propertiesOf(root, 'parentMetadata')) {
    const citation = objectOf(root, 'parentMetadata');
    const id =
      attributeOf(property, 'uuidref') ??
      identifierOf(objectOf(citation, 'identifier'), reading).code ??
      citedOf(citation, reading).title;
    if (id !== undefined) inSeries.push(id);
  }
  for (const association of objectsOf(identification, 'aggregationInfo', 'associatedResource')) {
    const type = codeOf(firstOf(association, 'associationType')) ?? 'relation';
    const cited = ['aggregateDataSetName', 'name'].map((name) => objectOf(association, name));
    const reference = propertiesOf(association, 'metadataReference')[0];
    const ids = [
      identifierOf(objectOf(association, 'aggregateDataSetIdentifier'), reading).identifier,
      reference === undefined ? undefined : attributeOf(reference, 'uuidref'),
      identifierOf(objectOf(objectOf(association, 'metadataReference'), 'identifier'), reading).code,
      ...cited.flatMap((citation) => [
        identifierOf(objectOf(citation, 'identifier'), reading).identifier,
        citedOf(citation, reading).url,
      ]),
    ];
    const id = ids.find((one) => one !== undefined);
    const title = cited.map((citation) => citedOf(citation, reading).title).find((one) => one !== undefined);
    const told = id ?? title;
    if (isTold(association)) details.push(plainObject(association));
    if (told === undefined) continue;
    if (id !== undefined) {
      if (type === 'series' || type === 'isPartOfSeries') inSeries.push(id);
      else if (type === 'source') source.push(id);
      else relation.push(id);
    }
    (associations[type] ??= []).push(title ?? told);
  }
  return {
    inSeries: some(unique(inSeries)),
    relation: some(unique(relation)),
    source: some(unique(source)),
    extra: [
      ['associations', associations],
      ['associationDetails', details],
    ],
  };
}

/** Whether an association says more than of which kind it is and with what. */
function isTold(association: XmlElement): boolean {
  const citation = objectOf(association, 'aggregateDataSetName', 'name');
  return (
    firstOf(association, 'initiativeType') !== undefined || leftovers(citation, NAME_AND_ADDRESS).length > 0
  );
}

const NAME_AND_ADDRESS: ReadonlySet<string> = new Set(['title', 'identifier']);

export interface Quality {
  conformsTo: Reference[];
  provenance: LangText[];
  extra: [string, unknown][];
}

/** Where the data come from, what they conform to, and in which systems they are. */
export function qualityOf(root: XmlElement, reading: Reading): Quality {
  const quality = objectsOf(root, 'dataQualityInfo');
  const lineages = [
    ...objectsOf(root, 'resourceLineage'),
    ...quality.flatMap((one) => objectsOf(one, 'lineage')),
  ];
  const provenance = lineages.flatMap((lineage) => {
    const steps = objectsOf(lineage, 'processStep').flatMap((step) => propertiesOf(step, 'description'));
    return [...propertiesOf(lineage, 'statement'), ...steps].flatMap((property) =>
      present(langTextOf([property], 'provenance', reading)),
    );
  });
  const sources = lineages.flatMap((lineage) =>
    objectsOf(lineage, 'source').flatMap(
      (one) =>
        textOf(firstOf(one, 'description'), reading) ??
        citedOf(objectOf(one, 'sourceCitation'), reading).title ??
        [],
    ),
  );
  const steps = lineages.flatMap((lineage) =>
    objectsOf(lineage, 'processStep').flatMap((step) => told(step, DESCRIPTION)),
  );
  const origins = lineages.flatMap((lineage) =>
    objectsOf(lineage, 'source').flatMap((source) => told(source, DESCRIPTION)),
  );
  const conformsTo: Reference[] = [];
  const failed: Record<string, string> = {};
  for (const result of quality.flatMap((one) => within(one, 'DQ_ConformanceResult'))) {
    const { title, url } = citedOf(objectOf(result, 'specification'), reading);
    const pass = textIn(firstOf(result, 'pass')).trim();
    const reference = referenceOf(url, title);
    if (reference === undefined) continue;
    if (/^(?:true|1)$/i.test(pass)) conformsTo.push(reference);
    else failed[title ?? url ?? ''] = pass === '' ? 'not evaluated' : pass;
  }
  return {
    conformsTo: unique([...conformsTo, ...systemsOf(root, reading)]),
    provenance: unique(provenance),
    extra: [
      ['conformity', failed],
      ['referenceSystem', objectsOf(root, 'referenceSystemInfo').flatMap((one) => told(one, SYSTEM_READ))],
      ['lineageSource', unique(sources)],
      ['lineageSourceDetails', origins],
      ['processStep', steps],
      ['lineage', lineages.flatMap((lineage) => told(lineage, LINEAGE_READ, false))],
      ['dataQuality', quality.flatMap((one) => reportsOf(one))],
    ],
  };
}

const SYSTEM_READ: ReadonlySet<string> = new Set(['referenceSystemIdentifier']);
const DESCRIPTION: ReadonlySet<string> = new Set(['description']);
const LINEAGE_READ: ReadonlySet<string> = new Set(['statement', 'processStep', 'source']);
const QUALITY_READ: ReadonlySet<string> = new Set(['lineage', 'report', 'scope']);
const RESULT_READ: ReadonlySet<string> = new Set(['specification', 'pass']);

/** An object that says more than what was read of it: whole, to be understood by itself. */
function told(object: XmlElement, known: ReadonlySet<string>, whole = true): unknown[] {
  const rest = leftovers(object, known);
  return rest.length === 0 ? [] : [whole ? plainObject(object) : Object.fromEntries(rest)];
}

/** Measures, and conformity that is explained, dated or measured; a mere yes to a specification is a `conformsTo`. */
function reportsOf(quality: XmlElement): unknown[] {
  const reports = objectsOf(quality, 'report').flatMap((report) => {
    const results = objectsOf(report, 'result');
    const isPlain =
      leftovers(report, RESULT).length === 0 &&
      results.every(
        (result) =>
          result.name === 'DQ_ConformanceResult' &&
          leftovers(result, RESULT_READ).length === 0 &&
          leftovers(objectOf(result, 'specification'), NAME_AND_ADDRESS).length === 0,
      );
    return isPlain ? [] : [{ type: report.name, ...plainObject(report) }];
  });
  return [...reports, ...told(quality, QUALITY_READ, false)];
}

const RESULT: ReadonlySet<string> = new Set(['result']);

/** Reference systems, those of EPSG under their registered address. */
function systemsOf(root: XmlElement, reading: Reading): Reference[] {
  return objectsOf(root, 'referenceSystemInfo').flatMap((system) => {
    const object = objectOf(system, 'referenceSystemIdentifier');
    const { code, href } = identifierOf(object, reading);
    if (code === undefined) return [];
    const space = textOf(firstOf(object, 'codeSpace'), reading) ?? '';
    const description = textOf(firstOf(object, 'description'), reading);
    const codes = epsgIn(`${/epsg/i.test(space) ? 'EPSG:' : ''}${code} ${href ?? ''}`);
    if (codes.length > 1) return codes.flatMap((one) => present(referenceOf(addressOf(one), `EPSG:${one}`)));
    const [epsg] = codes;
    const address = href ?? (/^https?:\/\/\S+$/i.test(code) ? code : undefined);
    const url = epsg === undefined ? address : addressOf(epsg);
    return present(referenceOf(url, code === url ? undefined : code, description));
  });
}

/** `EPSG:2154`, `urn:ogc:def:crs:EPSG::2154`, `RGF93 / Lambert-93 (EPSG:2154)`, and several of them in one text. */
function epsgIn(text: string): string[] {
  return unique(
    [...text.matchAll(/epsg[^\d]{0,8}(?:\d\.[\d.]*:|0\/)?(\d{4,6})\b/gi)].flatMap(([, code]) => code ?? []),
  );
}

function addressOf(epsg: string): string {
  return `http://www.opengis.net/def/crs/EPSG/0/${epsg}`;
}
