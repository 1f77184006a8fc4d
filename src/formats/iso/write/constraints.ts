import type { Coded } from '../../../model/coded.ts';
import type { Dataset } from '../../../model/dataset.ts';
import { stableJson } from '../../../model/fingerprint.ts';
import type { XmlElement } from '../../xml/tree.ts';
import { make } from './spaces.ts';
import { code } from './writing.ts';
import type { Writing } from './writing.ts';

/** Who may see it, under which licence, and all else that is said of rights, each in a block of its own. */
export function constraints(dataset: Dataset, writing: Writing): XmlElement[] {
  const license = dataset.license ?? sharedLicense(dataset);
  return [
    ...(dataset.accessRights === undefined
      ? []
      : [legal('gmd:accessConstraints', dataset.accessRights, writing)]),
    ...(license === undefined ? [] : [legal('gmd:useConstraints', license, writing)]),
    ...(dataset.rights ?? []).map((text) =>
      make('gmd:resourceConstraints', make('gmd:MD_Constraints', writing.text('gmd:useLimitation', text))),
    ),
  ];
}

/** ISO has one licence for all files: told where they agree on it. */
function sharedLicense({ distribution = [] }: Dataset): Coded | undefined {
  const [first, ...others] = distribution.map(({ license }) => license);
  if (first === undefined) return undefined;
  const same = stableJson(first);
  return others.every((one) => one !== undefined && stableJson(one) === same) ? first : undefined;
}

function legal(property: string, { uri, label, code: term, raw }: Coded, writing: Writing): XmlElement {
  const word = label?.[writing.language] ?? label?.['en'] ?? raw ?? term ?? uri ?? '';
  const href = uri !== undefined && /^[a-z][a-z0-9+.-]*:/i.test(uri) ? uri : undefined;
  return make(
    'gmd:resourceConstraints',
    make(
      'gmd:MD_LegalConstraints',
      code(property, 'gmd:MD_RestrictionCode', 'otherRestrictions'),
      writing.text('gmd:otherConstraints', { [writing.language]: word }, href),
    ),
  );
}
