/** What one property of a class must be like. */
export interface Rule {
  path: string;
  /** `inverse`: what points here by the path. */
  inverse?: true;
  min?: number;
  max?: number;
  /** What may stand there; `date` is any of the four datatypes for dates. */
  is?: 'literal' | 'thing' | 'iri' | 'date' | `xsd:${string}`;
  /** One of these must be there, an address of one of these lists: what follows is free. */
  oneOf?: readonly string[];
  /** A recommendation is told, and costs nobody his conformance. */
  advice?: true;
}

export interface ClassRules {
  type: string;
  title: string;
  rules: readonly Rule[];
}
