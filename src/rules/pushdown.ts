import type { Condition } from '../config/condition.ts';
import type { Coded } from '../model/coded.ts';
import { codedTest } from './coded.ts';
import type { Filter } from './filter.ts';
import { listOf } from './words.ts';

/** What all records that a filter takes have in common and a remote may be able to ask for. Undefined when there is nothing. */
export function pushdownOf({
  include,
}: Filter): { publisherIds?: readonly string[]; license?: (license: Coded) => boolean } | undefined {
  if (include === undefined) return undefined;
  const parts = conjuncts(include);
  const publisher = parts.find((part) => part.publisher !== undefined)?.publisher;
  const license = parts.find((part) => part.license !== undefined)?.license;
  if (publisher === undefined && license === undefined) return undefined;
  return {
    ...(publisher === undefined ? {} : { publisherIds: listOf(publisher) }),
    ...(license === undefined ? {} : { license: codedTest('license', license) }),
  };
}

/** Conditions that must all hold for the whole to hold. */
function conjuncts(condition: Condition): Condition[] {
  return [condition, ...(condition.all ?? []).flatMap(conjuncts)];
}
