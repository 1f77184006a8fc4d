import type { Dataset } from '../../src/model/dataset.ts';
import { matchLicense } from '../../src/vocabularies/licenses.ts';
import type { Edit } from './story.ts';

/** A dataset of the platform as a story tells it: the numbers are those of the steps that wrote the parts. */
export interface Doc {
  title: number;
  description: number;
  keywords: string[];
  license: string;
  temporal: number;
  files: { key: string; n: number }[];
}

/** Few words and figures that no address keeps: datasets get in each other's way where names are made of titles. */
const WORDS = ['Budget', 'Arbres'];
const ZERO = 0x06_60;

const figures = (n: number): string =>
  String(n).replaceAll(/\d/g, (digit) => String.fromCodePoint(ZERO + Number(digit)));
export const titleOf = (doc: Doc, dataset: number): string =>
  `${WORDS[dataset % WORDS.length]} ${figures(doc.title)}`;
export const descriptionOf = (doc: Doc, label: string): string => `${label}: texte ${doc.description}`;
export const temporalOf = (doc: Doc): string =>
  doc.temporal === 0 ? '' : `${2000 + doc.temporal}-01-01/${2000 + doc.temporal}-12-31`;
export const urlOf = (label: string, key: string, n: number): string =>
  `https://data.example.org/${label}/${key}/r${n}.csv`;
export const fileTitleOf = (key: string, n: number): string => `Fichier ${key} ${n}`;

/** The document after one write; a new one begins with a title and a text. */
export function edited(doc: Doc | undefined, set: Edit, n: number): Doc {
  const before = doc ?? { title: n, description: n, keywords: [], license: '', temporal: 0, files: [] };
  const rest = before.files.filter(({ key }) => key !== set.put && key !== set.drop);
  const at = before.files.findIndex(({ key }) => key === set.put);
  const files =
    set.put === undefined ? rest : rest.toSpliced(at < 0 ? rest.length : at, 0, { key: set.put, n });
  return {
    title: set.title === true ? n : before.title,
    description: set.description === true ? n : before.description,
    keywords: set.keywords ?? before.keywords,
    license: set.license === undefined ? before.license : (set.license ?? ''),
    temporal: set.temporal === undefined ? before.temporal : set.temporal ? n : 0,
    files,
  };
}

export function modelOf(doc: Doc, id: string, dataset: number, label: string): Dataset {
  const [start, end] = temporalOf(doc).split('/');
  return {
    kind: 'dataset',
    id,
    title: { fr: titleOf(doc, dataset) },
    description: { fr: descriptionOf(doc, label) },
    ...(doc.keywords.length === 0 ? {} : { keyword: { fr: doc.keywords } }),
    ...(doc.license === '' ? {} : { license: matchLicense(doc.license, 'udata') }),
    ...(doc.temporal === 0 ? {} : { temporal: [{ start, end }] }),
    ...(doc.files.length === 0
      ? {}
      : {
          distribution: doc.files.map(({ key, n }) => ({
            id: key,
            title: { fr: fileTitleOf(key, n) },
            downloadURL: [urlOf(label, key, n)],
          })),
        }),
  };
}

const READ: readonly (readonly [string, RegExp])[] = [
  ['title', new RegExp(`"(?:${WORDS.join('|')}) ([٠-٩]+)"`, 'gu')],
  ['description', /: texte (\d+)"/gu],
];

/** What a request body says of each field, by the numbers in it. */
export function numbersIn(body: string): { field: string; n: number }[] {
  const found = READ.flatMap(([field, pattern]) =>
    [...body.matchAll(pattern)].map(([, digits = '']) => ({ field, n: numberOf(digits) })),
  );
  const files = [...body.matchAll(/\/([a-z]+)\/r(\d+)\.csv"/gu)];
  return [
    ...found,
    ...files.map(([, key = '', digits = '']) => ({ field: `file ${key}`, n: Number(digits) })),
  ];
}

function numberOf(digits: string): number {
  return Number(digits.replaceAll(/[٠-٩]/gu, (digit) => String((digit.codePointAt(0) ?? ZERO) - ZERO)));
}
