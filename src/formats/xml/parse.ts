import { TreeBuilder } from './builder.ts';
import type { XmlElement } from './tree.ts';

/** A fragment of XML as a tree; undefined for what is none, or is too deep or large to be one value. */
export function parseXml(text: string): XmlElement | undefined {
  const builder = new TreeBuilder(() => true);
  builder.write(text);
  builder.end();
  const [root, ...more] = builder.ready;
  return root === undefined || root.broken !== undefined || more.length > 0 ? undefined : root.element;
}
