import { ckanPeer, udataPeer } from '../support/peers.ts';
import { openCkan } from './ckan-peer.ts';
import type { RealPeer } from './peer.ts';
import { openUdata } from './udata-peer.ts';

/** The portals that the environment names; without any, no test is declared. */
export function realPeers(): { name: string; open: () => Promise<RealPeer> }[] {
  const udata = udataPeer();
  const ckan = ckanPeer();
  return [
    ...(udata === undefined ? [] : [{ name: `udata at ${udata.url}`, open: () => openUdata(udata) }]),
    ...(ckan === undefined ? [] : [{ name: `CKAN at ${ckan.url}`, open: () => openCkan(ckan) }]),
  ];
}
