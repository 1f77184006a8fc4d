import type { Dataset, Kind } from '../../../model/dataset.ts';
import type { Reference } from '../../../model/link.ts';
import type { XmlElement } from '../../xml/tree.ts';
import { make } from './spaces.ts';
import { code, nil, plainText } from './writing.ts';
import type { Writing } from './writing.ts';

const EPSG = /^http:\/\/www\.opengis\.net\/def\/crs\/EPSG\/0\/\d{4,6}$/;

/** The reference systems among what the data conform to. */
export function referenceSystems({ conformsTo = [] }: Dataset): XmlElement[] {
  return conformsTo
    .filter(isSystem)
    .map(({ url, title }) =>
      make(
        'gmd:referenceSystemInfo',
        make(
          'gmd:MD_ReferenceSystem',
          make(
            'gmd:referenceSystemIdentifier',
            make(
              'gmd:RS_Identifier',
              plainText('gmd:code', title ?? url, title === undefined ? undefined : url),
            ),
          ),
        ),
      ),
    );
}

/** What the data conform to, and where they come from. */
export function quality(dataset: Dataset, writing: Writing): XmlElement | undefined {
  const reports = (dataset.conformsTo ?? []).filter((one) => !isSystem(one)).map(conformance);
  const [statement, ...steps] = (dataset.provenance ?? []).map((text) => text);
  if (reports.length === 0 && statement === undefined) return undefined;
  return make(
    'gmd:dataQualityInfo',
    make(
      'gmd:DQ_DataQuality',
      make('gmd:scope', make('gmd:DQ_Scope', code('gmd:level', 'gmd:MD_ScopeCode', scopeOf(dataset.kind)))),
      reports,
      statement === undefined
        ? undefined
        : make(
            'gmd:lineage',
            make(
              'gmd:LI_Lineage',
              writing.text('gmd:statement', statement),
              steps.map((step) =>
                make('gmd:processStep', make('gmd:LI_ProcessStep', writing.text('gmd:description', step))),
              ),
            ),
          ),
    ),
  );
}

export function scopeOf(kind: Kind): string {
  return kind;
}

function isSystem({ url, description }: Reference): boolean {
  return url !== undefined && EPSG.test(url) && description === undefined;
}

function conformance({ url, title }: Reference): XmlElement {
  return make(
    'gmd:report',
    make(
      'gmd:DQ_DomainConsistency',
      make(
        'gmd:result',
        make(
          'gmd:DQ_ConformanceResult',
          make(
            'gmd:specification',
            make(
              'gmd:CI_Citation',
              plainText('gmd:title', title, url) ?? nil('gmd:title'),
              nil('gmd:date', 'unknown'),
              title !== undefined || url === undefined
                ? undefined
                : make('gmd:identifier', make('gmd:MD_Identifier', plainText('gmd:code', url))),
            ),
          ),
          plainText('gmd:explanation', 'See the referenced specification'),
          make('gmd:pass', make('gco:Boolean', 'true')),
        ),
      ),
    ),
  );
}
