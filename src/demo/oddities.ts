import type { Dataset } from '../model/dataset.ts';

/** What makes life hard in real catalogues, done to the dataset at that place of the list. */
export const ODDITIES: Readonly<Record<number, (dataset: Dataset) => Dataset>> = {
  // A description of some 30,000 characters.
  14: (dataset) => ({ ...dataset, description: { ...dataset.description, fr: longText() } }),
  // Emoji beyond the basic plane, one of several code points.
  21: (dataset) => titled(dataset, (text) => `🌳 ${text} 👨‍👩‍👧‍👦`),
  // Keywords with the characters that separate keywords elsewhere.
  33: (dataset) => ({
    ...dataset,
    keyword: { fr: ['eau, air et sol', 'tri; collecte', 'a', 'L’« excellence »', 'C#'] },
  }),
  // Apostrophes, quotes, brackets, an ampersand, and the beginning of a spreadsheet formula.
  40: (dataset) => titled(dataset, (text) => `=L'été d'«${text}» & "co" <2026> \\o/`),
  // Nothing but what is mandatory.
  47: ({ kind, id, title }) => ({ kind, id, title }),
  // A title that few remotes take whole.
  58: (dataset) =>
    titled(dataset, (text) => `${text}, ${'avec ses annexes et ses révisions successives, '.repeat(8)}2026`),
  // Markup, and a link that nobody should follow.
  66: (dataset) => ({
    ...dataset,
    description: {
      fr: '<p>Voir <b>la notice</b></p><script>alert(1)</script>\n\n[piège](javascript:alert(1))',
    },
  }),
  // An area on both sides of the antimeridian.
  72: (dataset) => ({
    ...dataset,
    spatial: [{ label: { fr: 'Îles lointaines d’Exemple' }, bbox: [176.5, -20.1, -178.2, -15.4] }],
  }),
  // Rights in words only.
  85: ({ license: _license, ...rest }) => ({
    ...rest,
    rights: [{ fr: 'Accès libre, citation souhaitée : « © Région Exemple »' }],
  }),
  // Languages that are written from right to left, or without blanks.
  93: (dataset) => ({
    ...dataset,
    title: { ...dataset.title, ar: 'إحصاءات إقليم المثال', ja: '例の地域の統計' },
  }),
};

function titled(dataset: Dataset, change: (text: string) => string): Dataset {
  const title = Object.entries(dataset.title).map(([language, text]) => [language, change(text)]);
  return { ...dataset, title: Object.fromEntries(title) };
}

function longText(): string {
  const paragraph =
    'Chaque ligne décrit un relevé ; les valeurs manquantes sont laissées vides, jamais remplacées par zéro. Les relevés refusés au contrôle figurent dans une table à part.\n\n';
  return paragraph.repeat(180).trim();
}
