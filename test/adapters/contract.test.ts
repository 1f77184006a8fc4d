import { ckan } from '../../src/adapters/ckan/index.ts';
import { csw } from '../../src/adapters/csw/index.ts';
import { dataFair } from '../../src/adapters/data-fair/index.ts';
import { dataJson } from '../../src/adapters/data-json/index.ts';
import { dcat } from '../../src/adapters/dcat/index.ts';
import { ogcRecords } from '../../src/adapters/ogc-records/index.ts';
import { opendatasoft } from '../../src/adapters/opendatasoft/index.ts';
import { udata } from '../../src/adapters/udata/index.ts';
import { adapterContract, NOT_HARVEST, type Operation } from '../contracts/adapter.ts';
import { ckanPeer, pycswPeer, udataPeer } from '../support/peers.ts';
import { ckanReal, ckanSandbox } from './ckan-remote.ts';
import { cswService, pycswReal } from './csw-remote.ts';
import { dataFairSandbox } from './data-fair-remote.ts';
import { dataJsonSite } from './data-json-remote.ts';
import { dcatSite } from './dcat-remote.ts';
import { ogcCatalogue, pycswItems } from './ogc-records-remote.ts';
import { opendatasoftPortal } from './opendatasoft-remote.ts';
import { udataReal, udataSandbox } from './udata-remote.ts';

const REAL_PATIENCE_MS = 120_000;

const UDATA_WAYS = ['archive', 'private'] as const;
const CKAN_WAYS = ['private'] as const;
/** What the adapters of catalogues lack, which take records and know no withdrawal. */
const NOT_CATALOGUES: readonly Operation[] = ['withdraw', 'read'];
adapterContract({ name: 'udata', adapter: udata, remote: udataSandbox, withdrawals: UDATA_WAYS });
adapterContract({
  name: 'ckan 2.11',
  adapter: ckan,
  remote: () => ckanSandbox('2.11'),
  withdrawals: CKAN_WAYS,
});
adapterContract({
  name: 'ckan 2.12',
  adapter: ckan,
  remote: () => ckanSandbox('2.12'),
  withdrawals: CKAN_WAYS,
});

for (const version of ['2.0.2', '3.0.0'] as const)
  adapterContract({
    name: `csw ${version}`,
    adapter: csw,
    remote: () => cswService(version),
    lacks: NOT_CATALOGUES,
  });

adapterContract({
  name: 'data-fair',
  adapter: dataFair,
  remote: dataFairSandbox,
  lacks: ['read'],
  withdrawals: ['private'],
});

adapterContract({ name: 'data-json', adapter: dataJson, remote: dataJsonSite, lacks: NOT_HARVEST });

adapterContract({ name: 'dcat', adapter: dcat, remote: dcatSite, lacks: NOT_HARVEST });

adapterContract({ name: 'ogc-records', adapter: ogcRecords, remote: ogcCatalogue, lacks: NOT_CATALOGUES });

adapterContract({
  name: 'opendatasoft',
  adapter: opendatasoft,
  remote: opendatasoftPortal,
  lacks: NOT_HARVEST,
});

const udataAt = udataPeer();
if (udataAt !== undefined) {
  adapterContract({
    name: `udata at ${udataAt.url}`,
    adapter: udata,
    remote: () => udataReal(udataAt),
    withdrawals: UDATA_WAYS,
    patienceMs: REAL_PATIENCE_MS,
  });
}

const ckanAt = ckanPeer();
if (ckanAt !== undefined) {
  adapterContract({
    name: `ckan at ${ckanAt.url}`,
    adapter: ckan,
    remote: () => ckanReal(ckanAt),
    withdrawals: CKAN_WAYS,
    patienceMs: REAL_PATIENCE_MS,
  });
}

const pycswAt = pycswPeer();
if (pycswAt !== undefined) {
  adapterContract({
    name: `csw at ${pycswAt}`,
    adapter: csw,
    remote: () => pycswReal(pycswAt),
    lacks: NOT_CATALOGUES,
    patienceMs: REAL_PATIENCE_MS,
  });
  adapterContract({
    name: `ogc-records at ${pycswAt}`,
    adapter: ogcRecords,
    remote: () => pycswItems(pycswAt),
    lacks: NOT_CATALOGUES,
    patienceMs: REAL_PATIENCE_MS,
  });
}
