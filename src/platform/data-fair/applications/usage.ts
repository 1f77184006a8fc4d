import { pageOn } from '../../../formats/data-fair/to-model/native.ts';
import { isLink } from '../../../model/link.ts';
import type { Usage } from '../../../model/usage.ts';
import type { Portal } from '../portal.ts';
import { applicationsOf, type WireApplication } from './wire.ts';

/** How the ids of usages begin that are applications of this Data Fair: what is kept of them from earlier is out of date. */
const APPLICATION = 'application:';

/** What people make with the dataset: what came with it from elsewhere, then the public applications here. */
export function usagesOf(
  dataset: { extras: Record<string, unknown> | undefined },
  kept: readonly Usage[],
  applications: ReadonlyMap<string, WireApplication>,
  portal: Portal,
): Usage[] {
  const here = applicationsOf(dataset).flatMap((id) => {
    const application = applications.get(id);
    return application === undefined ? [] : (usageFrom(application, portal) ?? []);
  });
  return [...kept.filter(({ id }) => !id.startsWith(APPLICATION)), ...here];
}

function usageFrom(application: WireApplication, portal: Portal): Usage | undefined {
  const { id, title, summary, description, image } = application;
  const url = addressOf(application, portal);
  if (url === undefined || !isLink(url)) return undefined;
  const words = [description, summary].find((one) => one !== undefined && one.trim() !== '');
  const inLanguage = (one: string) => ({ [portal.language]: one });
  return {
    id: `${APPLICATION}${id}`,
    url,
    title: inLanguage(title === undefined || title === '' ? id : title),
    ...(words === undefined ? {} : { description: inLanguage(words) }),
    ...(image === undefined || !isLink(image) ? {} : { image }),
    type: 'visualization',
  };
}

/** Its page on the portal where it appears there, else the application itself. */
function addressOf(application: WireApplication, { site, applicationPage }: Portal): string | undefined {
  const { exposedUrl, publicationSites } = application;
  if (applicationPage === undefined || (site !== undefined && !publicationSites.includes(site)))
    return exposedUrl;
  return pageOn(applicationPage, application);
}
