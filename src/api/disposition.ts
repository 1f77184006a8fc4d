const NAME_LENGTH_MAX = 150;

/** Says what a file is to be called when it is saved, whatever the name holds: no path, no control or turning characters. */
export function contentDisposition(name: string): string {
  const harmless =
    name
      .toWellFormed()
      .replaceAll(/[\p{C}\u2028\u2029]/gu, '')
      .replaceAll(/[\\/:*?"<>|]/g, '-')
      .replace(/^[.\s]+/, '')
      .slice(-NAME_LENGTH_MAX) || 'data';
  const ascii = harmless.replaceAll(/[^\x20-\x7e]/g, '_').replaceAll(/[%;]/g, '_');
  const encoded = encodeURIComponent(harmless.toWellFormed()).replaceAll(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
