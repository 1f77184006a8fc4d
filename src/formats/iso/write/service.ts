import type { Dataset } from '../../../model/dataset.ts';
import type { XmlElement } from '../../xml/tree.ts';
import { make } from './spaces.ts';
import { code, plainText } from './writing.ts';

/** What a service is, where it answers, and what it serves. */
export function serviceParts(dataset: Dataset): {
  before: (XmlElement | undefined)[];
  after: (XmlElement | undefined)[];
} {
  const { endpointURL = [], endpointDescription = [], servesDataset = [] } = dataset;
  const [type] = dataset.type ?? [];
  const operations = [
    ...endpointURL.map((url) => operation('Invoke', url)),
    ...endpointDescription.map((url) => operation('GetCapabilities', url)),
  ];
  return {
    before: [make('srv:serviceType', make('gco:LocalName', type?.code ?? type?.raw ?? 'other'))],
    after: [
      code('srv:couplingType', 'srv:SV_CouplingType', servesDataset.length > 0 ? 'tight' : 'loose'),
      ...operations,
      ...servesDataset.map((id) =>
        make('srv:operatesOn', {
          uuidref: id,
          'xlink:href': /^https?:/i.test(id) ? id : undefined,
        }),
      ),
    ],
  };
}

function operation(name: string, url: string): XmlElement {
  return make(
    'srv:containsOperations',
    make(
      'srv:SV_OperationMetadata',
      plainText('srv:operationName', name),
      code('srv:DCP', 'srv:DCPList', 'WebServices'),
      make(
        'srv:connectPoint',
        make(
          'gmd:CI_OnlineResource',
          make('gmd:linkage', make('gmd:URL', url)),
          code('gmd:function', 'gmd:CI_OnLineFunctionCode', 'download'),
        ),
      ),
    ),
  );
}
