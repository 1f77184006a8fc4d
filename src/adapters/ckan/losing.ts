import { cleanText } from '../../model/clean.ts';
import type { Reference } from '../../model/link.ts';
import { pickText } from '../../model/text.ts';
import type { LangText } from '../../model/text.ts';
import type { Loss } from '../adapter.ts';
import type { Base } from '../merge.ts';

/** Collects what does not fit, so that nothing is dropped silently. */
export interface Losing {
  lose: (field: string, reason: string, value?: string) => void;
  /** The text in the site's language; the other languages are lost. */
  text: (value: LangText | undefined, field: string) => string | undefined;
  /** The first of several. */
  first: <T>(values: readonly T[] | undefined, field: string) => T | undefined;
}

export function losingInto(losses: Loss[], language: string): Losing {
  const lose: Losing['lose'] = (field, reason, value) => {
    losses.push({ field, reason, ...(value === undefined ? {} : { value }) });
  };
  return {
    lose,
    text(value, field) {
      const chosen = pickText(value, [language]);
      for (const [tag, text] of Object.entries(value ?? {})) {
        if (text !== chosen) lose(`${field}.${tag}`, 'CKAN keeps one language', text);
        else if (tag !== language && tag !== 'und')
          lose(field, 'CKAN does not keep the language of a text', tag);
      }
      const clean = cleanText(chosen ?? '');
      return clean === '' ? undefined : clean;
    },
    first(values, field) {
      if (values !== undefined && values.length > 1) lose(field, `CKAN keeps the first of ${values.length}`);
      return values?.[0];
    },
  };
}

export function jsonList(values: readonly string[] | undefined): string | undefined {
  return values === undefined || values.length === 0 ? undefined : JSON.stringify(values);
}

export function defined(values: Base): Base {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** CKAN keeps a document's address or, without one, its title. */
export function referencesFrom(
  list: readonly Reference[] | undefined,
  field: string,
  losing: Losing,
): string[] {
  return (list ?? []).flatMap((reference) => {
    const kept = reference.url ?? reference.title ?? reference.description;
    const more = reference.url === undefined ? [] : [reference.title];
    for (const text of [...more, reference.description]) {
      if (text !== undefined && text !== kept)
        losing.lose(field, 'CKAN keeps a document’s address without words', text);
    }
    return kept === undefined ? [] : [kept];
  });
}
