import type { Agent } from '../../../model/agent.ts';
import type { Dataset } from '../../../model/dataset.ts';
import type { Portal } from '../portal.ts';
import type { WireDataset } from '../wire.ts';
import { periodOf, withBox } from './coverage.ts';
import { dateOf, worded } from './fields.ts';

/** What Data Fair knows of a dataset that nobody types in. */
export function nativeParts(wire: WireDataset, portal: Portal): Partial<Dataset> {
  const page = pageOf(wire, portal);
  const period = periodOf({ start: wire.timePeriod?.startDate, end: wire.timePeriod?.endDate });
  const box = withBox([], wire.bbox);
  const [publisher, issued, modified] = [
    publisherOf(wire, portal),
    dateOf(wire.createdAt),
    dateOf(wire.dataUpdatedAt),
  ];
  return {
    ...(publisher === undefined ? {} : { publisher }),
    ...(issued === undefined ? {} : { issued }),
    ...(modified === undefined ? {} : { modified }),
    ...(page === undefined ? {} : { landingPage: [page] }),
    ...(period.length === 0 ? {} : { temporal: period }),
    ...(box.length === 0 ? {} : { spatial: box }),
  };
}

/** The public page of a dataset: by the template of a portal that shows it, else as the portal itself tells. */
export function pageOf(wire: WireDataset, { site, page }: Portal): string | undefined {
  if (page === undefined) return toldPage(wire);
  if (site !== undefined && !wire.publicationSites.includes(site)) return undefined;
  return pageOn(page, wire);
}

/** A page by the template of its portal. */
export function pageOn(template: string, { id, slug }: { id: string; slug: string | undefined }): string {
  return template
    .replaceAll('{id}', () => encodeURIComponent(id))
    .replaceAll('{slug}', () => encodeURIComponent(slug ?? id));
}

/** Data Fair's own page of a dataset is for those who administer it. */
function toldPage({ href, page }: WireDataset): string | undefined {
  const office = baseIn(href);
  return office !== undefined && page?.startsWith(`${office}/dataset/`) === true ? undefined : page;
}

/** Address of the Data Fair that an address of its interface is under. */
export function baseIn(address: string | undefined): string | undefined {
  const found = /^(https?:\/\/[^?#]+?)\/api\/v1(?:\/|$)/.exec(address ?? '');
  return found?.[1];
}

function publisherOf({ owner }: WireDataset, { language }: Portal): Agent | undefined {
  const name = worded(language, owner?.departmentName ?? owner?.name);
  const memberOf = owner?.departmentName === undefined ? undefined : worded(language, owner.name);
  return name && { name, ...(memberOf === undefined ? {} : { memberOf }) };
}
