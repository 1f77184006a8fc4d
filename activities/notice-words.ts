import type { Notice } from '../src/ledger/notices.ts';
import type { Run } from '../src/ledger/runs.ts';

interface Words {
  en: string;
  fr: string;
}

/** One sentence or two for the owner of a catalogue, in both languages. */
export function noticeWords(run: Run, notice: Notice, title: string | undefined): Words {
  const name = title === undefined ? run.connectorId : `${title} (${run.connectorId})`;
  return { en: english(name, run, notice), fr: french(name, run, notice) };
}

export function noticeMail(
  run: Run,
  notice: Notice,
  title: string | undefined,
): { subject: string; text: string } {
  const { en, fr } = noticeWords(run, notice, title);
  const state = SUBJECTS[notice.after] ?? { en: notice.after, fr: notice.after };
  return {
    subject: `Navette: ${run.connectorId}: ${state.fr} / ${state.en}`.replaceAll(/[\r\n]+/g, ' '),
    text: `${fr}\n\n${details(run, FRENCH)}\n\n----\n\n${en}\n\n${details(run, ENGLISH)}\n`,
  };
}

const SUBJECTS: Record<string, Words> = {
  ok: { en: 'works again', fr: 'remarche' },
  held: { en: 'a decision is needed', fr: 'une décision est attendue' },
  failing: { en: 'fails', fr: 'en échec' },
};

function english(name: string, { counts, reason, state }: Run, { after }: Notice): string {
  const why = reason === undefined ? '' : ` Reason: ${reason}.`;
  if (after === 'ok') return `The harvest of ${name} works again: ${counts.received} records were read.`;
  if (after === 'held')
    return `Datasets of ${name} are gone from the remote or bear new ids, more than one run may settle by itself. Nothing was removed: a person has to decide (navette holds).${why}`;
  return state === 'failed'
    ? `The harvest of ${name} failed. The datasets that it brought before stay as they are.${why}`
    : `The harvest of ${name} came to an end, but its listing cannot be trusted. Nothing was removed.${why}`;
}

function french(name: string, { counts, reason, state }: Run, { after }: Notice): string {
  const why = reason === undefined ? '' : ` Motif (en anglais) : ${reason}.`;
  if (after === 'ok')
    return `Le moissonnage de ${name} fonctionne à nouveau : ${counts.received} fiches ont été lues.`;
  if (after === 'held')
    return `Des jeux de données de ${name} ont disparu de la source ou y ont changé d’identifiant, plus qu’un seul passage ne peut en régler. Rien n’a été retiré : une personne doit décider (navette holds).${why}`;
  return state === 'failed'
    ? `Le moissonnage de ${name} a échoué. Les jeux de données déjà moissonnés restent en l’état.${why}`
    : `Le moissonnage de ${name} s’est terminé, mais la liste reçue n’est pas fiable. Rien n’a été retiré.${why}`;
}

const ENGLISH = {
  run: 'Run',
  added: 'added',
  updated: 'updated',
  unchanged: 'unchanged',
  aside: 'set aside',
  removed: 'removed',
  held: 'held',
};
const FRENCH = {
  run: 'Passage',
  added: 'ajoutés',
  updated: 'modifiés',
  unchanged: 'inchangés',
  aside: 'mis de côté',
  removed: 'retirés',
  held: 'en attente',
};

function details({ id, counts }: Run, words: typeof ENGLISH): string {
  const parts = [
    `${counts.added} ${words.added}`,
    `${counts.updated} ${words.updated}`,
    `${counts.unchanged} ${words.unchanged}`,
    `${counts.setAside} ${words.aside}`,
    `${counts.removed} ${words.removed}`,
    `${counts.held} ${words.held}`,
  ];
  return `${words.run} ${id}: ${parts.join(', ')}\nnavette run ${id}`;
}
