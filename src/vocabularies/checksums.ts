const SPDX = 'http://spdx.org/rdf/terms#checksumAlgorithm_';

/** Other spellings; udata says `sha2` for SHA-256. */
const NAMES: Readonly<Record<string, string>> = { sha: 'sha1', sha2: 'sha256', sha3: 'sha3-256' };

const ALGORITHM =
  /^(?:md[245]|sha(?:1|224|256|384|512)|sha3-(?:224|256|384|512)|blake2b-(?:256|384|512)|blake3|adler32|crc32?)$/;

/** The algorithm's name in SPDX spelling and lower case (`sha256`), from such a name or from SPDX's or DCAT-AP.de's address of it. */
export function matchChecksumAlgorithm(raw: string): string | undefined {
  const name = raw
    .trim()
    .toLowerCase()
    .replace(/^.*(?:checksumalgorithm_|hashalgorithms\/)/, '')
    .replace(/[_/]/g, '-')
    .replace(/^(sha|md)-?(?=\d)/, '$1')
    .replace(/^sha3(?=\d{3})/, 'sha3-')
    .replace(/^blake2b(?=\d)/, 'blake2b-');
  const known = NAMES[name] ?? name;
  return ALGORITHM.test(known) ? known : undefined;
}

/** SPDX's address of an algorithm, for spdx:algorithm. SPDX has none for a CRC. */
export function checksumAlgorithmUri(name: string): string | undefined {
  const known = matchChecksumAlgorithm(name);
  if (known === undefined || known.startsWith('crc')) return undefined;
  return `${SPDX}${known.replace(/^(sha3|blake2b)-/, '$1_')}`;
}
