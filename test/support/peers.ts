/** A real portal to compare with, named by the environment; undefined where none is. */
export interface Peer {
  url: string;
  key: string;
}

export function udataPeer(): Peer | undefined {
  return peerOf(process.env['NAVETTE_PEER_UDATA'], process.env['NAVETTE_PEER_UDATA_KEY']);
}

export function ckanPeer(): Peer | undefined {
  return peerOf(process.env['NAVETTE_PEER_CKAN'], process.env['NAVETTE_PEER_CKAN_TOKEN']);
}

function peerOf(url: string | undefined, key: string | undefined): Peer | undefined {
  if (url === undefined || url === '' || key === undefined || key === '') return undefined;
  return { url: url.replace(/\/$/, ''), key };
}
