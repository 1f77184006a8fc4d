import SHACLValidator from 'rdf-validate-shacl';
import type { Dataset } from '../../model/dataset.ts';
import { describe } from '../dcat/write/index.ts';
import { Shared } from '../dcat/write/shared.ts';
import { iriOf, nameOf } from '../rdf/names.ts';
import { DCAT_AP } from '../shapes/dcat-ap.ts';
import { HVD } from '../shapes/hvd.ts';
import type { ClassRules } from '../shapes/rules.ts';
import { shaclOf } from '../shapes/shacl.ts';
import type { Finding } from './findings.ts';
import { messageOf } from './findings.ts';
import type { Score } from './mqa.ts';
import { scoreOf } from './mqa.ts';
import type { Triples } from './triples.ts';
import { fieldOf, triplesOf } from './triples.ts';

export const PROFILES: Readonly<Record<string, readonly ClassRules[]>> = { 'dcat-ap': DCAT_AP, hvd: HVD };

export interface Verdict {
  record: string;
  conforms: boolean;
  findings: Finding[];
  score: Score;
}

/** Validates records as they are written in DCAT-AP 3. */
export class Validator {
  readonly #classes: readonly ClassRules[];
  readonly #shacl: SHACLValidator;

  constructor(classes: readonly ClassRules[]) {
    this.#classes = classes;
    this.#shacl = new SHACLValidator(shaclOf(classes));
  }

  async verdict(dataset: Dataset): Promise<Verdict> {
    const findings = await this.findings(triplesOf(describe(dataset, new Shared())));
    const conforms = findings.every(({ severity }) => severity !== 'violation');
    return { record: dataset.id, conforms, findings, score: scoreOf(dataset, conforms) };
  }

  async findings({ store, places }: Triples): Promise<Finding[]> {
    const report = await this.#shacl.validate(store);
    const found = report.results.map((result): Finding => {
      const focus = result.focusNode;
      const path = this.#pathOf(result.path);
      const component = nameOf(result.sourceConstraintComponent?.value ?? '').replace(/^.*[#:]/, '');
      const isAdvice = result.severity?.value.endsWith('Warning') ?? false;
      const types = focus === null ? [] : typesOf(focus.value, store);
      const place = places.get(focus?.value ?? '') ?? '';
      const field = fieldOf(path);
      return {
        severity: isAdvice ? 'warning' : 'violation',
        field: place === '' ? field : `${place}.${field}`,
        path,
        ...(result.value === null || result.value.termType === 'BlankNode'
          ? {}
          : { value: result.value.value.slice(0, 200) }),
        message: messageOf(component, path, types, this.#classes, isAdvice),
      };
    });
    return found.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }

  /** A path that goes backwards has no address of its own. */
  #pathOf(path: { termType: string; value: string } | null): string {
    if (path?.termType === 'NamedNode') return nameOf(path.value);
    const rules = this.#classes.flatMap((one) => one.rules);
    return rules.find(({ inverse }) => inverse === true)?.path ?? '';
  }
}

function typesOf(subject: string, store: Triples['store']): string[] {
  return store
    .getQuads(null, iriOf('rdf:type'), null, null)
    .filter((quad) => quad.subject.value === subject)
    .map((quad) => nameOf(quad.object.value));
}
