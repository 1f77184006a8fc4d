import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  frequencyDuration,
  matchFrequency,
  toDcatUsFrequency,
  toIsoFrequency,
  toUdataFrequency,
} from '../../src/vocabularies/frequencies.ts';
import { FREQUENCIES, ISO_FREQUENCIES } from '../../src/vocabularies/frequency-table.ts';

const EU = 'http://publications.europa.eu/resource/authority/frequency';

const REAL: Readonly<Record<string, string | undefined>> = {
  quotidien: 'DAILY',
  Quotidienne: 'DAILY',
  Journalière: 'DAILY',
  'Tous les jours': 'DAILY',
  hebdomadaire: 'WEEKLY',
  'bi-hebdomadaire': 'WEEKLY_2',
  'toutes les semaines': 'WEEKLY',
  'tous les 15 jours': 'BIWEEKLY',
  mensuelle: 'MONTHLY',
  Bimensuel: 'MONTHLY_2',
  bimestriel: 'BIMONTHLY',
  trimestrielle: 'QUARTERLY',
  Semestriel: 'ANNUAL_2',
  Biannuelle: 'ANNUAL_2',
  annuelle: 'ANNUAL',
  'une fois par an': 'ANNUAL',
  'Annuel (septembre)': 'ANNUAL',
  bisannuelle: 'BIENNIAL',
  'tous les deux ans': 'BIENNIAL',
  'Tous les 5 ans': 'QUINQUENNIAL',
  Décennale: 'DECENNIAL',
  'tous les 6 ans': 'OTHER',
  'temps réel': 'UPDATE_CONT',
  'En continu': 'UPDATE_CONT',
  Continue: 'UPDATE_CONT',
  'plusieurs fois par jour': 'CONT',
  'toutes les 15 minutes': '15MIN',
  '2 fois par jour': 'DAILY_2',
  '3 fois par semaine': 'WEEKLY_3',
  '2/an': 'ANNUAL_2',
  'jours ouvrés': 'WEEKLY_5',
  ponctuelle: 'AS_NEEDED',
  'Lorsque nécessaire': 'AS_NEEDED',
  irrégulière: 'IRREG',
  Inconnue: 'UNKNOWN',
  'non planifiée': 'NOT_PLANNED',
  'Pas de mise à jour': 'NEVER',
  'Mise à jour mensuelle le 5': 'MONTHLY',
  trimesterielle: 'QUARTERLY',
  daily: 'DAILY',
  yearly: 'ANNUAL',
  Annually: 'ANNUAL',
  biannual: 'ANNUAL_2',
  biannually: 'ANNUAL_2',
  biennial: 'BIENNIAL',
  biweekly: 'BIWEEKLY',
  Fortnightly: 'BIWEEKLY',
  fortnighly: 'BIWEEKLY',
  realtime: 'UPDATE_CONT',
  'near real time': 'UPDATE_CONT',
  'twice a year': 'ANNUAL_2',
  'every other week': 'BIWEEKLY',
  'every two years': 'BIENNIAL',
  'as needed': 'AS_NEEDED',
  asNeeded: 'AS_NEEDED',
  notPlanned: 'NOT_PLANNED',
  continual: 'UPDATE_CONT',
  continuous: 'UPDATE_CONT',
  CONT: 'CONT',
  [`${EU}/CONT`]: 'CONT',
  [`${EU}/UPDATE_CONT/`]: 'UPDATE_CONT',
  'https://publications.europa.eu/resource/authority/frequency/ANNUAL_2': 'ANNUAL_2',
  'http://purl.org/cld/freq/continuous': 'UPDATE_CONT',
  'http://purl.org/cld/freq/semimonthly': 'MONTHLY_2',
  'freq:threeTimesAYear': 'ANNUAL_3',
  'R/P1Y': 'ANNUAL',
  'R/P0.33W': 'WEEKLY_3',
  'R/P3.5D': 'WEEKLY_2',
  'R/P0.5M': 'MONTHLY_2',
  'R/PT1S': 'UPDATE_CONT',
  'R5/2020-01-01/P1M': 'MONTHLY',
  irregular: 'IRREG',
  P1M: 'MONTHLY',
  PT1H: 'HOURLY',
  P12M: 'ANNUAL',
  P7D: 'WEEKLY',
  P365D: 'ANNUAL',
  P3D12H: 'WEEKLY_2',
  P5D: 'OTHER',
  MD_MaintenanceFrequencyCode_monthly: 'MONTHLY',
  'http://inspire.ec.europa.eu/metadata-codelist/MaintenanceFrequency/fortnightly': 'BIWEEKLY',
  'http://standards.iso.org/iso/19115/resources/Codelists/cat/codelists.xml#notPlanned': 'NOT_PLANNED',
  'http://purl.org/cld/freq/decennial': 'DECENNIAL',
  'http://standards.iso.org/iso/19139/resources/gmxCodelists.xml#MD_MaintenanceFrequencyCode_asNeeded':
    'AS_NEEDED',
  'http://www.isotc211.org/2005/resources/codeList.xml#MD_MaintenanceFrequencyCode': undefined,
  'http://purl.org/linked-data/sdmx/2009/code#freq-Q': 'QUARTERLY',
  'mensuel ou annuel': undefined,
  'quand on peut': undefined,
  PT0S: undefined,
  '': undefined,
};

describe('frequencies', () => {
  for (const [raw, code] of Object.entries(REAL)) {
    it(`reads «${raw}» as ${code ?? 'nothing'}`, () => assert.equal(matchFrequency(raw).code, code));
  }

  it('brings each udata id back as it was', () => {
    for (const { udata } of FREQUENCIES)
      assert.deepEqual(toUdataFrequency(matchFrequency(udata)), { id: udata });
  });

  it('reads udata’s old ids', () => {
    const old = {
      realtime: 'continuous',
      fourTimesADay: 'severalTimesADay',
      fourTimesAWeek: 'other',
      fortnighly: 'biweekly',
      biannual: 'semiannual',
    };
    for (const [id, now] of Object.entries(old)) assert.equal(toUdataFrequency(matchFrequency(id)).id, now);
  });

  it('brings each EU, Dublin Core and DCAT-US term back as it was', () => {
    for (const row of FREQUENCIES) {
      assert.equal(matchFrequency(`${EU}/${row.code}`).code, row.code);
      if (row.dc !== undefined)
        assert.equal(matchFrequency(`http://purl.org/cld/freq/${row.dc}`).code, row.code);
      if (row.dcatUs !== undefined)
        assert.deepEqual(toDcatUsFrequency(matchFrequency(row.dcatUs)), { id: row.dcatUs });
      for (const label of Object.values(row.label ?? {})) assert.equal(matchFrequency(label).code, row.code);
    }
  });

  it('brings each ISO code but the vague one back as it was', () => {
    for (const iso of Object.keys(ISO_FREQUENCIES)) {
      if (iso !== 'periodic') assert.deepEqual(toIsoFrequency(matchFrequency(iso)), { id: iso });
    }
  });

  it('names a loss exactly where the code, read back, means something else', () => {
    for (const row of FREQUENCIES) {
      const match = matchFrequency(row.code);
      for (const projected of [toIsoFrequency(match), toDcatUsFrequency(match), toUdataFrequency(match)]) {
        if (projected === undefined) continue;
        const same = matchFrequency(projected.id).code === row.code;
        assert.equal(projected.loss === undefined, same, JSON.stringify([row.code, projected]));
      }
    }
    assert.equal(
      toIsoFrequency(matchFrequency('P3Y')).loss,
      'ISO 19115 has no code for «every three years», written as periodic',
    );
    assert.match(
      toUdataFrequency(matchFrequency('au printemps')).loss ?? '',
      /«au printemps» is not recognised/,
    );
    assert.deepEqual(toUdataFrequency(undefined), { id: 'unknown' });
  });

  it('says nothing in DCAT-US where nothing is known', () =>
    assert.equal(toDcatUsFrequency(matchFrequency('inconnue')), undefined));

  it('marks DCAT-US’s half week as ambiguous', () => {
    const match = matchFrequency('R/P0.5W');
    assert.deepEqual([match.code, match.confidence], ['WEEKLY_2', 0.5]);
  });

  it('tells how long an update may take', () => {
    assert.equal(frequencyDuration(matchFrequency('trimestriel')), 'P3M');
    assert.equal(frequencyDuration(matchFrequency('irregular')), undefined);
  });
});
