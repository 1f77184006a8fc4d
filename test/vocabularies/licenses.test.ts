import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { LICENSES } from '../../src/vocabularies/license-table.ts';
import {
  CKAN_LICENSES,
  euLicenseUri,
  isOpenLicense,
  licenseFromCkan,
  licenseFromUdata,
  matchLicense,
  toCkanLicense,
  toUdataLicense,
  UDATA_LICENSES,
} from '../../src/vocabularies/licenses.ts';
import { foldLicense } from '../../src/vocabularies/license-words.ts';

const EU = 'http://publications.europa.eu/resource/authority/licence';

/** As met on portals: what is written, the licence, how it is recognised. */
const REAL: readonly (readonly [raw: string, code: string | undefined, method: string])[] = [
  ['Licence Ouverte / Open Licence version 2.0', 'etalab-2.0', 'alias'],
  ['Licence Ouverte v2.0 (Etalab)', 'etalab-2.0', 'alias'],
  ['Licence ouverte (Etalab) v2.0', 'etalab-2.0', 'alias'],
  ['https://www.etalab.gouv.fr/licence-ouverte-open-licence/', 'etalab-2.0', 'uri'],
  ['http://etalab.gouv.fr/licence-ouverte-open-licence', 'etalab-2.0', 'uri'],
  [
    'https://www.etalab.gouv.fr/wp-content/uploads/2017/04/ETALAB-Licence-Ouverte-v2.0.pdf',
    'etalab-2.0',
    'uri',
  ],
  ['https://github.com/etalab/Licence-Ouverte/blob/master/LO.md', 'etalab-2.0', 'uri'],
  ['https://spdx.org/licenses/etalab-2.0.html', 'etalab-2.0', 'uri'],
  [`${EU}/ETALAB_2_0`, 'etalab-2.0', 'uri'],
  ['lov2', 'etalab-2.0', 'code'],
  ['Licnce Ouverte 2.0', 'etalab-2.0', 'fuzzy'],
  ['Licence Ouverte v1.0', 'LicenseRef-etalab-1.0', 'alias'],
  ['fr-lo', 'LicenseRef-etalab-1.0', 'code'],
  [
    'https://www.etalab.gouv.fr/wp-content/uploads/2014/05/Licence_Ouverte.pdf',
    'LicenseRef-etalab-1.0',
    'uri',
  ],
  ['Licence Ouverte 3.0', undefined, 'none'],
  ['ODbL', 'ODbL-1.0', 'code'],
  ['odc-odbl', 'ODbL-1.0', 'code'],
  ['Open Data Commons Open Database License (ODbL)', 'ODbL-1.0', 'alias'],
  ['Licence ODbL version 1.0', 'ODbL-1.0', 'alias'],
  ['http://opendatacommons.org/licenses/odbl/', 'ODbL-1.0', 'uri'],
  ['https://opendatacommons.org/licenses/odbl/summary/', 'ODbL-1.0', 'uri'],
  ['ODC PDDL', 'PDDL-1.0', 'alias'],
  ['CC BY 4.0', 'CC-BY-4.0', 'alias'],
  ['cc-by-4.0', 'CC-BY-4.0', 'code'],
  ['Creative Commons Attribution 4.0 International (CC BY 4.0)', 'CC-BY-4.0', 'alias'],
  ['https://creativecommons.org/licenses/by/4.0/legalcode.fr', 'CC-BY-4.0', 'uri'],
  ['//creativecommons.org/licenses/by/4.0/deed.de', 'CC-BY-4.0', 'uri'],
  ['<https://creativecommons.org/licenses/by/4.0/>', 'CC-BY-4.0', 'uri'],
  ['creativecommons.org/licenses/by/4.0', 'CC-BY-4.0', 'uri'],
  ['http://creativecommons.org/licenses/by/2.0/fr/', 'CC-BY-2.0', 'uri'],
  [`${EU}/CC_BY_3_0_AT`, 'CC-BY-3.0', 'uri'],
  ['CC BY 3.0 FR', 'CC-BY-3.0', 'alias'],
  ['cc-by', 'LicenseRef-CC-BY', 'code'],
  ['http://www.opendefinition.org/licenses/cc-by', 'LicenseRef-CC-BY', 'uri'],
  ['CC BY-SA', 'LicenseRef-CC-BY-SA', 'alias'],
  ['Creative Commons Attribution - Partage dans les mêmes conditions 4.0', 'CC-BY-SA-4.0', 'alias'],
  ['Creative Commons Attribution Share-Alike 3.0', 'CC-BY-SA-3.0', 'alias'],
  ['CC BY-ND-NC 3.0', 'CC-BY-NC-ND-3.0', 'alias'],
  ['CC0 1.0 Universal (CC0 1.0) Public Domain Dedication', 'CC0-1.0', 'alias'],
  ['cc-zero', 'CC0-1.0', 'code'],
  ['https://creativecommons.org/publicdomain/zero/1.0/deed.fr', 'CC0-1.0', 'uri'],
  ['https://creativecommons.org/publicdomain/mark/1.0/', 'CC-PDM-1.0', 'uri'],
  ['http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/', 'OGL-UK-3.0', 'uri'],
  ['OGL v3', 'OGL-UK-3.0', 'alias'],
  ['uk-ogl', 'LicenseRef-OGL-UK', 'code'],
  ['https://www.govdata.de/dl-de/by-2-0', 'DL-DE-BY-2.0', 'uri'],
  ['dl-by-de/2.0', 'DL-DE-BY-2.0', 'code'],
  ['Datenlizenz Deutschland – Namensnennung – Version 2.0', 'DL-DE-BY-2.0', 'alias'],
  ['IODL 2.0', 'LicenseRef-IODL-2.0', 'alias'],
  ['http://data.norge.no/nlod/no/2.0/', 'NLOD-2.0', 'uri'],
  ['GPL-3.0-only', 'GPL-3.0-only', 'code'],
  ['https://spdx.org/licenses/BSD-3-Clause.html', 'BSD-3-Clause', 'uri'],
  ['mit', 'MIT', 'code'],
  [
    'http://inspire.ec.europa.eu/metadata-codelist/ConditionsApplyingToAccessAndUse/noConditionsApply',
    'LicenseRef-INSPIRE-noConditions',
    'uri',
  ],
  ['Aucune condition ne s’applique à l’accès et à l’utilisation', 'LicenseRef-INSPIRE-noConditions', 'alias'],
  ['Tous droits réservés', 'LicenseRef-closed', 'alias'],
  ['notspecified', 'NONE', 'code'],
  ['License not specified', 'NONE', 'alias'],
  ['Données sous licence ouverte v2, voir le site de la ville.', 'etalab-2.0', 'alias'],
  ['Reuse under https://creativecommons.org/licenses/by-sa/4.0/, please cite us.', 'CC-BY-SA-4.0', 'alias'],
  ['<a href="https://opendatacommons.org/licenses/odbl/">ODbL</a>', 'ODbL-1.0', 'alias'],
  ['Licence Ouverte ou ODbL', undefined, 'none'],
  ['occupation du domaine public', undefined, 'none'],
  ['Diffusion mit Zustimmung', undefined, 'none'],
  ['jeu hors licence ouverte', undefined, 'none'],
  ['Utilisation libre sous réserve de mentionner la source', undefined, 'none'],
  ['', undefined, 'none'],
];

describe('licences', () => {
  for (const [raw, code, method] of REAL) {
    it(`reads «${raw}» as ${code ?? 'nothing'}`, () => {
      const match = matchLicense(raw);
      assert.deepEqual([match.code, match.method, match.raw], [code, method, raw]);
    });
  }

  it('finds every licence of the table by its code, address, EU code and labels', () => {
    for (const license of LICENSES) {
      assert.equal(matchLicense(license.code).code, license.code);
      if (license.uri !== undefined) assert.equal(matchLicense(license.uri).code, license.code);
      for (const code of license.eu ?? []) assert.equal(matchLicense(`${EU}/${code}`).code, license.code);
      for (const label of Object.values(license.label)) assert.equal(matchLicense(label).code, license.code);
    }
  });

  it('gives no wording to two licences, but the unversioned Licence Ouverte', () => {
    const owners = new Map<string, string>();
    const shared = new Set<string>();
    for (const license of LICENSES) {
      const words = [
        ...(license.aliases ?? []),
        ...(license.whole ?? []),
        ...(license.ambiguous ?? []),
        ...(license.ods ?? []),
      ];
      for (const word of words.map(foldLicense)) {
        if ((owners.get(word) ?? license.code) !== license.code)
          shared.add(`${word}: ${owners.get(word)}, ${license.code}`);
        owners.set(word, license.code);
      }
    }
    assert.deepEqual(
      [...shared].filter((line) => !line.includes('etalab')),
      [],
    );
  });

  it('takes the unversioned Licence Ouverte for 2.0 and says that it is ambiguous', () => {
    for (const raw of [
      'Licence Ouverte',
      'Licence Ouverte (Etalab)',
      'Licence ouverte / Open Licence',
      'Jeu sous licence ouverte de la ville',
    ]) {
      const match = matchLicense(raw);
      assert.deepEqual([match.code, match.confidence], ['etalab-2.0', 0.5]);
    }
  });

  it('takes Opendatasoft’s own label of it for 1.0', () => {
    assert.equal(matchLicense('Licence Ouverte (Etalab)', 'ods').code, 'LicenseRef-etalab-1.0');
  });

  it('believes the version in a title over an id that leaves it open', () => {
    assert.equal(licenseFromCkan('cc-by', 'Creative Commons Attribution 4.0').code, 'CC-BY-4.0');
    assert.equal(licenseFromCkan('fr-lo', 'Licence Ouverte v2.0').code, 'etalab-2.0');
    assert.equal(licenseFromCkan('other-at', 'Licence Ouverte v2.0').code, 'etalab-2.0');
    assert.equal(
      licenseFromCkan('notspecified', 'x', 'https://creativecommons.org/licenses/by-nc/4.0/').code,
      'CC-BY-NC-4.0',
    );
  });

  it('keeps the id where a title contradicts it', () => {
    assert.equal(licenseFromCkan('cc-by', 'ODbL').code, 'LicenseRef-CC-BY');
    assert.equal(licenseFromCkan('other-closed', 'CC BY 4.0').code, 'LicenseRef-closed');
  });

  it('keeps all that was said in parts', () => {
    assert.equal(
      licenseFromCkan('x-1', 'House rules', 'https://example.org/rules').raw,
      'https://example.org/rules | x-1 | House rules',
    );
  });

  it('brings each udata id back as it was', () => {
    for (const id of UDATA_LICENSES) assert.deepEqual(toUdataLicense(licenseFromUdata(id)), { id });
  });

  it('brings each id of CKAN’s default register back as it was', () => {
    for (const id of CKAN_LICENSES) assert.deepEqual(toCkanLicense(licenseFromCkan(id)), { id });
  });

  it('writes only ids that the target has, and names every loss', () => {
    for (const license of LICENSES) {
      const match = matchLicense(license.code);
      for (const [projected, ids, back] of [
        [toUdataLicense(match), UDATA_LICENSES, licenseFromUdata],
        [toCkanLicense(match), CKAN_LICENSES, licenseFromCkan],
      ] as const) {
        assert.ok(ids.has(projected.id), projected.id);
        assert.equal(
          projected.loss === undefined,
          back(projected.id).code === license.code,
          JSON.stringify([license.code, projected]),
        );
      }
    }
  });

  it('names the loss of a version, of openness and of the name', () => {
    assert.deepEqual(toUdataLicense(matchLicense('CC BY 4.0')), {
      id: 'cc-by',
      loss: 'udata has no CC-BY-4.0, written as cc-by: its version is lost',
    });
    assert.deepEqual(toUdataLicense(matchLicense('CC BY-NC 4.0')), {
      id: 'notspecified',
      loss: 'udata has no CC-BY-NC-4.0, written as notspecified: its name and that it is not open are lost',
    });
    assert.deepEqual(toCkanLicense(matchLicense('etalab-2.0')), {
      id: 'other-at',
      loss: 'CKAN has no etalab-2.0, written as other-at: only its kind is kept, name and version are lost',
    });
    assert.match(toUdataLicense(matchLicense('House rules')).loss ?? '', /«House rules» is not recognised/);
    assert.deepEqual(toUdataLicense(undefined), { id: 'notspecified' });
  });

  it('uses the ids of the portal at hand', () => {
    assert.deepEqual(toCkanLicense(matchLicense('etalab-2.0'), new Set(['lov2', 'other-at'])), {
      id: 'lov2',
    });
    assert.deepEqual(toCkanLicense(matchLicense('CC BY 4.0'), new Set(['cc-by-4.0', 'cc-by'])), {
      id: 'cc-by-4.0',
    });
    assert.equal(toUdataLicense(matchLicense('OGL v3'), new Set(['notspecified'])).id, 'notspecified');
  });

  it('knows what is open, and does not guess where it cannot know', () => {
    assert.equal(isOpenLicense(matchLicense('CC BY-ND 4.0')), false);
    assert.equal(isOpenLicense(matchLicense('GPL-3.0-only')), true);
    assert.equal(isOpenLicense(matchLicense('notspecified')), undefined);
  });

  it('names the EU code where there is one', () => {
    assert.equal(euLicenseUri(matchLicense('CC BY-SA 4.0')), `${EU}/CC_BYSA_4_0`);
    assert.equal(euLicenseUri(matchLicense('fr-lo')), undefined);
  });
});
