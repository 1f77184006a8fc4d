import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  accessReason,
  accessReasonUri,
  accessRightsFromUdata,
  matchAccessRights,
  toUdataAccess,
} from '../../src/vocabularies/access-rights.ts';
import { checksumAlgorithmUri, matchChecksumAlgorithm } from '../../src/vocabularies/checksums.ts';
import { HVD_CATEGORIES, matchHvdCategory } from '../../src/vocabularies/hvd.ts';
import { INSPIRE_THEMES, ISO_TOPICS } from '../../src/vocabularies/inspire-themes.ts';
import { languageUri, matchLanguage } from '../../src/vocabularies/languages.ts';
import { matchRole, ROLES } from '../../src/vocabularies/roles.ts';
import { matchAvailability, matchStatus } from '../../src/vocabularies/status.ts';
import { matchTheme } from '../../src/vocabularies/themes.ts';

const EU = 'http://publications.europa.eu/resource/authority';
const LIMITATIONS = 'http://inspire.ec.europa.eu/metadata-codelist/LimitationsOnPublicAccess';

describe('themes', () => {
  const REAL: Readonly<Record<string, string | undefined>> = {
    [`${EU}/data-theme/TRAN`]: 'TRAN',
    envi: 'ENVI',
    'Économie et finances': 'ECON',
    'Administration, Gouvernement, Finances publiques, Citoyenneté': 'GOVE',
    'Transports, Déplacements': 'TRAN',
    'Education, Formation, Recherche, Enseignement': 'EDUC',
    Santé: 'HEAL',
    'http://inspire.ec.europa.eu/theme/hy': 'ENVI',
    'Réseaux de transport': 'TRAN',
    'Parcelles cadastrales': 'REGI',
    planningCadastre: 'REGI',
    MD_TopicCategoryCode_transportation: 'TRAN',
    'Climatology / meteorology / atmosphere': 'ENVI',
    'http://inspire.ec.europa.eu/metadata-codelist/TopicCategory/farming': 'AGRI',
    'Chats perchés': undefined,
    hy: undefined,
  };
  for (const [raw, code] of Object.entries(REAL)) {
    it(`reads «${raw}» as ${code ?? 'nothing'}`, () => assert.equal(matchTheme(raw).code, code));
  }

  it('aligns all 34 INSPIRE themes and 19 ISO topics, with less confidence than an EU address', () => {
    assert.deepEqual([INSPIRE_THEMES.length, ISO_TOPICS.length], [34, 19]);
    for (const one of [...INSPIRE_THEMES, ...ISO_TOPICS]) {
      const match = matchTheme(one.uri ?? '');
      assert.deepEqual([match.code, match.method, match.raw], [one.theme, 'alias', one.uri]);
      assert.ok(match.confidence < 1);
    }
  });
});

describe('languages', () => {
  const REAL: Readonly<Record<string, string | undefined>> = {
    fr: 'fr',
    FRE: 'fr',
    fra: 'fr',
    'fr-FR': 'fr',
    fr_BE: 'fr-be',
    'en-US': 'en-us',
    'eng; USA': 'en',
    ger: 'de',
    Deutsch: 'de',
    Français: 'fr',
    'Nederlands; Vlaams': 'nl',
    'Spanish; Castilian': 'es',
    'http://publications.europa.eu/resource/authority/language/ELL': 'el',
    'http://id.loc.gov/vocabulary/iso639-1/pt': 'pt',
    'http://www.loc.gov/standards/iso639-2/php/code_list.php#LanguageCode_fre': 'fr',
    'zh-Hant-TW': 'zh-hant-tw',
    euskara: 'eu',
    und: undefined,
    klingon: undefined,
    '': undefined,
  };
  for (const [raw, tag] of Object.entries(REAL)) {
    it(`reads «${raw}» as ${tag ?? 'nothing'}`, () => assert.equal(matchLanguage(raw), tag));
  }

  it('brings the EU’s 24 languages and their neighbours back as they were', () => {
    const tags =
      'bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv ca eu gl no uk ar ru zh ja tr'.split(
        ' ',
      );
    for (const tag of tags) assert.equal(matchLanguage(languageUri(tag) ?? ''), tag);
    assert.equal(languageUri('fr-be'), `${EU}/language/FRA`);
    assert.equal(languageUri('und'), undefined);
  });
});

describe('access rights', () => {
  const REAL: Readonly<Record<string, string | undefined>> = {
    [`${EU}/access-right/PUBLIC`]: 'PUBLIC',
    'Accès libre': 'PUBLIC',
    public: 'PUBLIC',
    'restricted public': 'RESTRICTED',
    'non-public': 'NON_PUBLIC',
    'Accès restreint': 'RESTRICTED',
    [`${LIMITATIONS}/noLimitations`]: 'PUBLIC',
    [`${LIMITATIONS}/INSPIRE_Directive_Article13_1e`]: 'RESTRICTED',
    "L124-5-II-1 du code de l'environnement (Directive 2007/2/CE (INSPIRE), Article 13.1.b)": 'RESTRICTED',
    'public access limited according to Article 13(1)(f) of the INSPIRE Directive': 'RESTRICTED',
    "Pas de restriction d'accès public selon INSPIRE": 'PUBLIC',
    otherRestrictions: undefined,
  };
  for (const [raw, code] of Object.entries(REAL)) {
    it(`reads «${raw}» as ${code ?? 'nothing'}`, () => assert.equal(matchAccessRights(raw).code, code));
  }

  it('brings each of udata’s access types back as it was', () => {
    for (const id of ['open', 'open_with_account', 'restricted'])
      assert.deepEqual(toUdataAccess(accessRightsFromUdata(id)), { id });
  });

  it('names the loss of an access that udata does not have', () => {
    assert.deepEqual(toUdataAccess(matchAccessRights('NON_PUBLIC')), {
      id: 'restricted',
      loss: 'udata has no NON_PUBLIC access, written as restricted',
    });
  });

  it('tells the reason of an INSPIRE limitation both ways', () => {
    for (const letter of 'abcdefgh') {
      const uri = `${LIMITATIONS}/INSPIRE_Directive_Article13_1${letter}`;
      assert.equal(accessReasonUri(accessReason(uri) ?? ''), uri);
    }
    assert.equal(accessReason('Article 13.1.h'), 'protection_of_environment');
    assert.equal(accessReason('Article 12'), undefined);
  });
});

describe('small vocabularies', () => {
  it('finds high-value categories by address, code and label', () => {
    for (const { code, uri, label } of HVD_CATEGORIES) {
      for (const raw of [uri, code, label.fr, label.en]) assert.equal(matchHvdCategory(raw).code, code);
    }
  });

  it('names checksum algorithms as SPDX does', () => {
    const spellings = {
      'SHA-256': 'sha256',
      sha2: 'sha256',
      MD5: 'md5',
      'http://spdx.org/rdf/terms#checksumAlgorithm_sha512': 'sha512',
      'http://dcat-ap.de/def/hashAlgorithms/sha/256': 'sha256',
      spdx: undefined,
    };
    for (const [raw, name] of Object.entries(spellings)) assert.equal(matchChecksumAlgorithm(raw), name);
    assert.equal(checksumAlgorithmUri('sha1'), 'http://spdx.org/rdf/terms#checksumAlgorithm_sha1');
    assert.equal(matchChecksumAlgorithm(checksumAlgorithmUri('sha3-256') ?? ''), 'sha3-256');
  });

  it('reads the status of a distribution', () => {
    const spellings = {
      [`${EU}/distribution-status/WITHDRAWN`]: 'WITHDRAWN',
      'http://purl.org/adms/status/UnderDevelopment': 'DEVELOP',
      onGoing: 'DEVELOP',
      obsolète: 'DEPRECATED',
      Terminé: 'COMPLETED',
    };
    for (const [raw, code] of Object.entries(spellings)) assert.equal(matchStatus(raw).code, code);
  });

  it('reads how long a distribution stays', () => {
    const spellings = {
      [`${EU}/planned-availability/STABLE`]: 'STABLE',
      temporaire: 'TEMPORARY',
      'http://data.europa.eu/r5r/availability/available': 'AVAILABLE',
    };
    for (const [raw, code] of Object.entries(spellings)) assert.equal(matchAvailability(raw).code, code);
  });

  it('brings udata’s eleven contact roles back as they were', () => {
    const roles =
      'contact creator publisher rightsHolder custodian distributor originator principalInvestigator processor resourceProvider user'.split(
        ' ',
      );
    for (const role of roles) assert.equal(matchRole(role)?.udata, role);
  });

  it('finds roles by ISO code, with or without its list, and by predicate', () => {
    for (const role of ROLES) assert.equal(matchRole(role.iso), role);
    assert.equal(
      matchRole('http://standards.iso.org/iso/19139/resources/gmxCodelists.xml#CI_RoleCode_owner')?.iso,
      'owner',
    );
    assert.equal(
      matchRole('http://inspire.ec.europa.eu/metadata-codelist/ResponsiblePartyRole/custodian')?.iso,
      'custodian',
    );
    assert.equal(matchRole('http://data.europa.eu/930/processor')?.udata, 'processor');
    assert.equal(matchRole('chef'), undefined);
  });
});
