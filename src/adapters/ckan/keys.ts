import type { Dataset } from '../../model/dataset.ts';

/** Extra that holds the mark of the Navette that pushed a package. */
export const MARK_KEY = 'navette_mark';
/** The field of a resource that holds our key of it. */
export const KEY_FIELD = 'navette_id';
/** DCAT's classes that CKAN has no type for; told by `dcat_type`, which ckanext-dcat exports. */
export const SERIES_TYPE = 'http://www.w3.org/ns/dcat#DatasetSeries';

/** Keys of ckanext-dcat that hold a list of words or addresses, as JSON. */
export const LISTS = {
  alternate_identifier: 'otherIdentifier',
  applicable_legislation: 'applicableLegislation',
  related_resource: 'relation',
  source: 'source',
  sample: 'sample',
  is_referenced_by: 'isReferencedBy',
  in_series: 'inSeries',
} as const satisfies Record<string, keyof Dataset>;

/** Keys that hold one agent, in several fields. */
export const AGENTS = {
  creator: 'creator',
  contributor: 'contributor',
  rights_holder: 'rightsHolder',
  contact: 'contactPoint',
} as const satisfies Record<string, keyof Dataset>;

const AGENT_PARTS = ['', '_uri', '_name', '_email', '_url', '_type', '_identifier', '_id'];

/** Keys of a package that the mapping reads, or that say nothing about the data: all others are kept in `extra`. */
export const KNOWN_KEYS: ReadonlySet<string> = new Set([
  ...words(
    'id name title notes url version type state private owner_org organization tags extras groups resources',
  ),
  ...words('license_id license_title license_url isopen author author_email maintainer maintainer_email'),
  ...words(
    'metadata_created metadata_modified num_resources num_tags creator_user_id revision_id display_name',
  ),
  ...words('relationships_as_subject relationships_as_object tracking_summary plugin_data'),
  ...words('title_translated notes_translated tags_translated keywords'),
  ...words(
    'uri identifier guid dcat_version version_notes alternative provenance rights access_rights license_uri',
  ),
  ...words(
    'issued modified created dcat_issued dcat_modified frequency update_frequency theme hvd_category dcat_type',
  ),
  ...words('language conforms_to documentation qualified_attribution'),
  ...words('temporal_start temporal_end temporal_coverage temporal_resolution spatial_resolution_in_meters'),
  ...words('spatial spatial_uri spatial_text spatial_bbox spatial_centroid spatial_coverage'),
  ...words('bbox-west-long bbox-south-lat bbox-east-long bbox-north-lat'),
  ...Object.keys(LISTS),
  ...['publisher', ...Object.keys(AGENTS)].flatMap((role) => AGENT_PARTS.map((part) => role + part)),
]);

/** The same for a resource. */
export const KNOWN_RESOURCE_KEYS: ReadonlySet<string> = new Set([
  ...words(
    'id package_id position state revision_id revision_timestamp metadata_modified created last_modified',
  ),
  ...words(
    'url name description format mimetype mimetype_inner size hash hash_algorithm uri download_url access_url',
  ),
  ...words(
    'name_translated description_translated issued modified license rights status availability language',
  ),
  ...words('conforms_to documentation compress_format package_format access_services resource_group_id'),
  ...words(
    'cache_last_updated cache_url webstore_last_updated webstore_url tracking_summary has_views on_same_domain',
  ),
]);

function words(text: string): string[] {
  return text.split(' ');
}
