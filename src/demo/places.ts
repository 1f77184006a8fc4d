export const DEMO_SITE = 'https://data.region.example.org';

/** A place of the invented Exemple region. */
export interface DemoPlace {
  slug: string;
  name: string;
  /** The name after «of»: French elides and contracts. */
  of: { fr: string; en: string };
  /** In the style of INSEE's address space, with codes that INSEE has not given to anybody. */
  uri: string;
  /** West, south, east, north. */
  bbox: [number, number, number, number];
  publisher: { fr: string; en: string };
}

const GEO = 'http://id.insee.fr/geo';

// oxfmt-ignore
export const DEMO_PLACES: readonly DemoPlace[] = [
  { slug: 'region-exemple', name: 'Région Exemple', of: { fr: 'de la Région Exemple', en: 'of the Exemple Region' }, uri: `${GEO}/region/00`, bbox: [-2.9, 46.8, -0.7, 48.1], publisher: { fr: 'Conseil régional d’Exemple', en: 'Exemple Regional Council' } },
  town('saint-malo-sur-exemple', 'Saint-Malo-sur-Exemple', 'de', '00101', -2.02, 47.64),
  town('port-l-exemple', 'Port-l’Exemple', 'de', '00102', -2.71, 47.28),
  town('villeneuve-d-exemple', 'Villeneuve-d’Exemple', 'de', '00103', -1.55, 47.21),
  town('exemple-les-bains', 'Exemple-les-Bains', 'd’', '00104', -2.38, 46.93),
  town('la-roche-exemple', 'La Roche-Exemple', 'de', '00105', -1.12, 47.86),
  town('chatelneuf-en-exemple', 'Châtelneuf-en-Exemple', 'de', '00106', -0.94, 47.05),
  town('le-vieil-exemple', 'Le Vieil-Exemple', 'du', '00107', -1.83, 47.97),
];

function town(
  slug: string,
  name: string,
  of: 'de' | 'd’' | 'du',
  code: string,
  west: number,
  south: number,
): DemoPlace {
  const after = of === 'd’' ? `d’${name}` : of === 'du' ? `du ${name.replace(/^Le /, '')}` : `de ${name}`;
  return {
    slug,
    name,
    of: { fr: after, en: `of ${name}` },
    uri: `${GEO}/commune/${code}`,
    bbox: [west, south, rounded(west + 0.14), rounded(south + 0.09)],
    publisher: { fr: `Ville ${after}`, en: `City of ${name}` },
  };
}

function rounded(degrees: number): number {
  return Math.round(degrees * 1e5) / 1e5;
}
