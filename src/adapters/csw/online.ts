import { attributeOf, elementsOf, firstOf, textIn } from '../../formats/xml/tree.ts';
import type { XmlElement } from '../../formats/xml/tree.ts';
import { plainOf } from './plain.ts';

/** A file of the record: its link, the block that it stands in, and what both say of it. */
export interface OnlineFile {
  /** The `onLine` property. */
  link: XmlElement;
  /** The `transferOptions` property. */
  block: XmlElement;
  plain: unknown;
}

/** Files by the key that we gave them. */
export function filesIn(root: XmlElement): Map<string, OnlineFile> {
  const files = new Map<string, OnlineFile>();
  for (const { block, link } of linksIn(root)) {
    const key = keyOf(link);
    if (key === undefined || files.has(key)) continue;
    const size = isAlone(block) ? textIn(firstOf(elementsOf(block)[0], 'transferSize')).trim() : '';
    const plain = plainOf(link);
    files.set(key, {
      link,
      block,
      plain: { ...(typeof plain === 'object' ? plain : { link: plain }), ...(size === '' ? {} : { size }) },
    });
  }
  return files;
}

/** Links that lead to no file of ours. */
export function pagesIn(root: XmlElement): XmlElement[] {
  return linksIn(root).flatMap(({ link }) => (keyOf(link) === undefined ? [link] : []));
}

/** Whether the size of a block is that of the one file of ours in it: others add their links to any block. */
export function isAlone(block: XmlElement): boolean {
  return linksOf(block).filter((link) => keyOf(link) !== undefined).length === 1;
}

export function linksIn(root: XmlElement): { block: XmlElement; link: XmlElement }[] {
  const distribution = elementsOf(firstOf(root, 'distributionInfo'))[0];
  return elementsOf(distribution, 'transferOptions').flatMap((block) =>
    linksOf(block).map((link) => ({ block, link })),
  );
}

export function linksOf(block: XmlElement): XmlElement[] {
  return elementsOf(elementsOf(block)[0], 'onLine');
}

function keyOf(link: XmlElement): string | undefined {
  return attributeOf(elementsOf(link)[0], 'uuid');
}
