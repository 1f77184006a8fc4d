import type { Dataset } from '../../../model/dataset.ts';
import type { Distribution } from '../../../model/distribution.ts';
import type { Reference } from '../../../model/link.ts';
import type { XmlElement } from '../../xml/tree.ts';
import { make } from './spaces.ts';
import { code, decimal, nil, plainText } from './writing.ts';
import type { Writing } from './writing.ts';

const DOWNLOAD = 'WWW:DOWNLOAD-1.0-http--download';
const LINK = 'WWW:LINK-1.0-http--link';
/** Services of the OGC that have a protocol of their own. */
const SERVICES = new Set(['WMS', 'WMTS', 'WFS', 'WCS', 'CSW', 'WPS', 'SOS']);
const BYTES_PER_MEGABYTE = 1_000_000;

/** Where the data are had: one block for each distribution, so that its size is known to be its own, and pages as information. */
export function distributionInfo(dataset: Dataset, writing: Writing): XmlElement | undefined {
  const { distribution = [], page = [], landingPage = [] } = dataset;
  const transfers = [
    ...distribution.flatMap((one) => transfer(one, writing)),
    // The first is the data set's own address.
    ...landingPage.slice(1, 2).map((url) => transferOptions([linkResource({ url })])),
    ...page.flatMap((one) => pageResource(one)).map((resource) => transferOptions([resource])),
  ];
  const formats = [...new Set(distribution.flatMap((one) => formatName(one) ?? []))];
  if (transfers.length === 0 && formats.length === 0) return undefined;
  return make(
    'gmd:distributionInfo',
    make(
      'gmd:MD_Distribution',
      formats.map((name) =>
        make(
          'gmd:distributionFormat',
          make('gmd:MD_Format', plainText('gmd:name', name), nil('gmd:version', 'unknown')),
        ),
      ),
      transfers,
    ),
  );
}

function formatName({ format }: Distribution): string | undefined {
  const name = format?.code ?? format?.raw;
  return name === undefined || SERVICES.has(name.toUpperCase()) ? undefined : name;
}

function transfer(distribution: Distribution, writing: Writing): XmlElement[] {
  const link = linkOf(distribution);
  if (link === undefined) return [];
  const { byteSize, title, description, mediaType } = distribution;
  const resource = make(
    'gmd:CI_OnlineResource',
    distribution.id === undefined ? undefined : { uuid: distribution.id },
    make('gmd:linkage', make('gmd:URL', link.url)),
    plainText('gmd:protocol', link.protocol),
    plainText('gmd:applicationProfile', mediaType),
    writing.text('gmd:name', title),
    writing.text('gmd:description', description),
    link.function === undefined
      ? undefined
      : code('gmd:function', 'gmd:CI_OnLineFunctionCode', link.function),
  );
  return [transferOptions([resource], byteSize)];
}

/** A file, what a service answers, or another place where the data are had. */
function linkOf(
  distribution: Distribution,
): { url: string; protocol: string; function?: string } | undefined {
  const { downloadURL, accessURL, accessService, format } = distribution;
  const [file] = downloadURL ?? [];
  if (file !== undefined) return { url: file, protocol: DOWNLOAD, function: 'download' };
  const [access] = accessURL ?? [];
  const [service] = accessService ?? [];
  const name = format?.code?.toUpperCase();
  const url = access ?? service?.endpointDescription?.[0] ?? service?.endpointURL?.[0];
  if (url === undefined) return undefined;
  if (name !== undefined && SERVICES.has(name)) return { url, protocol: `OGC:${name}` };
  return { url, protocol: LINK, function: 'download' };
}

function linkResource({ url }: { url: string }): XmlElement {
  return make(
    'gmd:CI_OnlineResource',
    make('gmd:linkage', make('gmd:URL', url)),
    plainText('gmd:protocol', LINK),
  );
}

function pageResource({ url, title, description }: Reference): XmlElement[] {
  if (url === undefined) return [];
  return [
    make(
      'gmd:CI_OnlineResource',
      make('gmd:linkage', make('gmd:URL', url)),
      plainText('gmd:protocol', LINK),
      plainText('gmd:name', title),
      plainText('gmd:description', description),
      code('gmd:function', 'gmd:CI_OnLineFunctionCode', 'information'),
    ),
  ];
}

function transferOptions(resources: readonly XmlElement[], bytes?: number): XmlElement {
  return make(
    'gmd:transferOptions',
    make(
      'gmd:MD_DigitalTransferOptions',
      bytes === undefined || bytes === 0
        ? undefined
        : make('gmd:transferSize', make('gco:Real', decimal(bytes / BYTES_PER_MEGABYTE))),
      resources.map((resource) => make('gmd:onLine', resource)),
    ),
  );
}
