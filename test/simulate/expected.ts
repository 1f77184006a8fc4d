import { descriptionOf, fileTitleOf, temporalOf, titleOf, urlOf, type Doc } from './dataset.ts';
import type { Shown, Touch } from './site.ts';
import type { Policy } from './story.ts';

/** What somebody left on a record of ours, as far as we can know. */
interface Hand {
  recordId: string;
  value: string;
  /** It was done while nothing of ours was under way and has to stay as long as the policy keeps edits. */
  sure: boolean;
}

/**
 * One dataset on one connector, and all that somebody did to its record. The rules:
 * - a dataset that is wanted has one record, and one that is not has none; with `gone: stop` a record that somebody
 *   deleted may stay away;
 * - a field shows ours; with `edits: keep` it may also show what somebody wrote there at any time, and must show it
 *   when that was in a calm moment (nothing of ours waited or was under way) after our last value had arrived there, the
 *   policy has been `keep` ever since, and the dataset was wanted and the record alive all along;
 * - a field that we do not have may show what somebody wrote;
 * - what was never ours stays on its record as long as the dataset is wanted: always on CKAN, which refuses a write over
 *   a newer state, and on udata when it came in a calm moment.
 */
export class Cell {
  wanted = false;
  deleted = false;
  touched = false;
  readonly #fields = new Map<string, Hand[]>();
  readonly #foreign: (Hand & { kind: 'extra' | 'file' | 'tag' })[] = [];

  /** Its policy changed, or its record was deleted: no edit is sure any more. */
  unsettle(): void {
    for (const hands of this.#fields.values()) for (const hand of hands) hand.sure = false;
  }

  /** Its record went by our own hand: one that comes later owes nothing to what somebody did to that one. */
  unwant(): void {
    this.unsettle();
    for (const hand of this.#foreign) hand.sure = false;
  }

  forgetFile(key: string): void {
    for (const hand of this.#fields.get(`file:${key}`) ?? []) hand.sure = false;
  }

  touch(touch: Touch, calm: boolean, keeps: boolean, doc: Doc | undefined, kind: 'udata' | 'ckan'): void {
    this.touched = true;
    const { recordId, foreign } = touch;
    if (touch.gone === true) {
      this.deleted = true;
      this.unsettle();
    }
    for (const [field, value] of Object.entries(touch.fields)) {
      const hands = this.#fields.get(field) ?? [];
      for (const hand of hands) hand.sure = false;
      const edits = doc !== undefined && has(doc, field) && value !== sentAlong(doc, field);
      hands.push({ recordId, value, sure: calm && keeps && edits });
      this.#fields.set(field, hands);
    }
    if (foreign !== undefined)
      this.#foreign.push({
        recordId,
        value: foreign.name,
        kind: foreign.kind,
        sure: calm || kind === 'ckan',
      });
  }

  /** What is wrong with the record that stands for a wanted dataset. */
  wrong(
    shown: Shown,
    doc: Doc,
    dataset: number,
    label: string,
    policy: Policy,
    kind: 'udata' | 'ckan',
  ): string[] {
    const found: string[] = [];
    const check = (field: string, now: string, ours: string): void => {
      const hands = this.#fields.get(field) ?? [];
      const last = hands.at(-1);
      const keeps = policy.edits === 'keep';
      if (last?.sure === true && keeps && last.recordId === shown.id && now !== last.value)
        found.push(`${field} shows «${now}», but somebody wrote «${last.value}» and edits are kept`);
      else if (now !== ours && !((keeps || ours === '') && hands.some(({ value }) => value === now)))
        found.push(`${field} shows «${now}» instead of «${ours}»`);
    };
    check('title', shown.title, titleOf(doc, dataset));
    check('description', shown.description, descriptionOf(doc, label));
    check('license', shown.license, doc.license);
    check('temporal', shown.temporal, temporalOf(doc));
    const ours = [...doc.keywords].sort();
    const foreignTags = this.#named('tag', shown.id);
    check(
      'tags',
      shown.tags.filter((tag) => kind === 'udata' || !foreignTags.includes(tag)).join(),
      ours.join(),
    );
    found.push(...this.#wrongFiles(shown, doc, label, policy));
    for (const hand of this.#foreign) {
      if (!hand.sure || hand.recordId !== shown.id) continue;
      const there =
        hand.kind === 'extra'
          ? hand.value in shown.extras
          : hand.kind === 'tag'
            ? shown.tags.includes(hand.value)
            : shown.files.some(({ url }) => url === hand.value);
      if (!there) found.push(`somebody's ${hand.kind} ${hand.value} is gone`);
    }
    return found;
  }

  #wrongFiles(shown: Shown, doc: Doc, label: string, policy: Policy): string[] {
    const found: string[] = [];
    const foreign = this.#named('file', shown.id);
    for (const { key, n } of doc.files) {
      const there = shown.files.filter((file) => file.key === key);
      const [file] = there;
      if (file === undefined || there.length > 1) {
        found.push(`${there.length} files for ${key}`);
        continue;
      }
      const hands = this.#fields.get(`file:${key}`) ?? [];
      const theirs = policy.edits === 'keep' && hands.some(({ value }) => value === file.title);
      const last = hands.at(-1);
      if (
        last?.sure === true &&
        policy.edits === 'keep' &&
        last.recordId === shown.id &&
        file.title !== last.value
      )
        found.push(
          `file ${key} is called «${file.title}», but somebody wrote «${last.value}» and edits are kept`,
        );
      else if (!theirs && (file.url !== urlOf(label, key, n) || file.title !== fileTitleOf(key, n)))
        found.push(`file ${key} shows ${file.url} «${file.title}» instead of number ${n}`);
    }
    for (const { key, url, title } of shown.files) {
      const known = doc.files.some((file) => file.key === key);
      const kept = (this.#fields.get(`file:${key}`) ?? []).some(({ value }) => value === title);
      if (!known && !foreign.includes(url) && !kept) found.push(`file ${url} («${key}») should not be there`);
    }
    if (!this.touched) {
      const [are, should] = [shown.files, doc.files].map((files) => files.map(({ key }) => key).join());
      if (are !== should) found.push(`files stand as ${are} instead of ${should}`);
    }
    return found;
  }

  #named(kind: 'extra' | 'file' | 'tag', recordId: string): string[] {
    return this.#foreign.flatMap((hand) =>
      hand.kind === kind && hand.recordId === recordId ? [hand.value] : [],
    );
  }
}

/** What a form sends along as it was: ours is nobody's edit then. */
function sentAlong(doc: Doc, field: string): string | undefined {
  if (field === 'temporal') return temporalOf(doc);
  return field === 'tags' ? [...doc.keywords].sort().join() : undefined;
}

/** Whether we have the field ourselves: only then does an edit of it have something to prevail over. */
function has(doc: Doc, field: string): boolean {
  if (field === 'license') return doc.license !== '';
  if (field === 'temporal') return doc.temporal !== 0;
  if (field === 'tags') return doc.keywords.length > 0;
  if (field.startsWith('file:')) return doc.files.some(({ key }) => `file:${key}` === field);
  return true;
}
