import { accessRightsOf, licenseOf } from './coded.ts';
import { peopleOf } from './contacts.ts';
import { readDate } from './dates.ts';
import { foreignExtras, identifiersOf } from './marks.ts';
import { accessOf, keywordsOf } from './to-model.ts';
import type { Draft } from './to-model.ts';
import type { WireService } from './wire.ts';
import { linkOf, nameIn, nonEmpty, present, proseIn } from './words.ts';

/** Tells the id of a data service from that of a dataset: udata numbers them apart. */
export const SERVICE_PREFIX = 'dataservice/';

export function serviceToModel(wire: WireService, language: string): Draft {
  const tags = keywordsOf(wire.tags);
  const { harvest } = wire;
  const endpoint = linkOf(wire.base_api_url);
  const description = linkOf(wire.machine_documentation_url) ?? linkOf(wire.endpoint_description_url);
  const pages = [wire.technical_documentation_url, wire.business_documentation_url].flatMap((url) => {
    const link = linkOf(url);
    return link === undefined ? [] : [{ url: link }];
  });
  const landing = linkOf(harvest?.remote_url);
  const identifier = harvest?.dct_identifier ?? harvest?.remote_id;
  const own = identifiersOf(wire.extras);
  const extra = present({
    extras: foreignExtras(wire.extras),
    format: wire.format,
    badges: nonEmpty((wire.badges ?? []).map(({ kind }) => kind)),
    ...accessOf(wire),
    availability: wire.availability,
    availability_url: wire.availability_url,
    rate_limiting: wire.rate_limiting,
    rate_limiting_url: wire.rate_limiting_url,
    archived: wire.archived_at,
  });
  return {
    kind: 'service',
    id: `${SERVICE_PREFIX}${wire.id}`,
    ...present({
      iri: linkOf(harvest?.uri),
      identifier: nonEmpty(
        own.length > 0 ? own : identifier === undefined || identifier === '' ? [] : [identifier],
      ),
      title: nameIn(language, wire.title),
      description: proseIn(language, wire.description),
      alternative: nameIn(language, wire.acronym),
      keyword: tags.length === 0 ? undefined : { [language]: tags },
      ...peopleOf(wire.contact_points ?? [], wire.organization ?? wire.owner, language),
      issued: readDate(harvest?.issued_at) ?? readDate(wire.created_at),
      modified: readDate(wire.metadata_modified_at),
      license: licenseOf(wire.license),
      accessRights: accessRightsOf(wire.access_type),
      landingPage: landing === undefined ? undefined : [landing],
      page: nonEmpty(pages),
      endpointURL: endpoint === undefined ? undefined : [endpoint],
      servesDataset: nonEmpty((wire.datasets ?? []).flatMap(({ id, page, uri }) => page ?? uri ?? id ?? [])),
      endpointDescription: description === undefined ? undefined : [description],
      extra: Object.keys(extra).length === 0 ? undefined : extra,
    }),
    origin: {
      remoteId: `${SERVICE_PREFIX}${wire.id}`,
      ...present({
        url: linkOf(wire.self_web_url) ?? linkOf(wire.self_api_url),
        issued: readDate(wire.created_at),
        modified: readDate(wire.metadata_modified_at),
      }),
    },
  };
}
