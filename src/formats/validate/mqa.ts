import type { Dataset } from '../../model/dataset.ts';
import type { Distribution } from '../../model/distribution.ts';
import { formatRow } from '../../vocabularies/format-evidence.ts';
import { euLicenseUri } from '../../vocabularies/licenses.ts';

/** One measure: its points when all that it looks at has what it asks for. */
interface Measure {
  name: string;
  points: number;
  /** The share of it that is there, 0 to 1; undefined for what only the network could tell. */
  share: (dataset: Dataset, conforms: boolean) => number | undefined;
}

export interface Dimension {
  name: string;
  points: number;
  max: number;
  measures: { name: string; points: number; max: number }[];
}

/** Points as data.europa.eu gives them, as far as they can be told from the record alone. */
export interface Score {
  points: number;
  max: number;
  dimensions: Dimension[];
}

const EU = 'http://publications.europa.eu/resource/authority/';

/** The weights of the metadata quality assessment of data.europa.eu: 405 points in all. */
const DIMENSIONS: Readonly<Record<string, readonly Measure[]>> = {
  findability: [
    measure('keywords', 30, ({ keyword }) => has(keyword)),
    measure('categories', 30, ({ theme }) => has(theme)),
    measure('spatial coverage', 20, ({ spatial }) => has(spatial)),
    measure('temporal coverage', 20, ({ temporal }) => has(temporal)),
  ],
  accessibility: [
    unmeasured('access address answers', 50),
    ofFiles('download address', 20, ({ downloadURL }) => has(downloadURL)),
    unmeasured('download address answers', 30),
  ],
  interoperability: [
    ofFiles('format', 20, ({ format }) => has(format)),
    ofFiles('media type', 10, ({ mediaType }) => has(mediaType)),
    ofFiles(
      'format and media type of the vocabularies',
      10,
      ({ format, mediaType }) =>
        format?.uri?.startsWith(EU) === true && /^[a-z]+\/[\w.+-]+$/.test(mediaType ?? ''),
    ),
    ofFiles('format without an owner', 20, ({ format }) => formatRow(format?.code ?? '')?.open === true),
    ofFiles(
      'format that machines read',
      20,
      ({ format }) => formatRow(format?.code ?? '')?.machineReadable === true,
    ),
    measure('DCAT-AP', 30, (_, conforms) => conforms),
  ],
  reusability: [
    ofFiles('licence', 20, (file, dataset) => has(file.license ?? dataset.license)),
    ofFiles('licence of the vocabulary', 10, (file, dataset) => {
      const license = file.license ?? dataset.license;
      return license !== undefined && euLicenseUri(license) !== undefined;
    }),
    measure('access rights', 10, ({ accessRights }) => has(accessRights)),
    measure(
      'access rights of the vocabulary',
      5,
      ({ accessRights }) => accessRights?.uri?.startsWith(EU) === true,
    ),
    measure('contact', 20, ({ contactPoint }) => has(contactPoint)),
    measure('publisher', 10, ({ publisher }) => has(publisher)),
  ],
  contextuality: [
    ofFiles('rights', 5, ({ rights }, dataset) => has(rights ?? dataset.rights)),
    ofFiles('size', 5, ({ byteSize }) => has(byteSize)),
    measure('date of issue', 5, ({ issued }) => has(issued)),
    measure('date of change', 5, ({ modified }) => has(modified)),
  ],
};

export function scoreOf(dataset: Dataset, conforms: boolean): Score {
  const dimensions = Object.entries(DIMENSIONS).map(([name, all]): Dimension => {
    const measures = all.flatMap((one) => {
      const share = one.share(dataset, conforms);
      return share === undefined
        ? []
        : [{ name: one.name, points: Math.round(one.points * share * 10) / 10, max: one.points }];
    });
    return { name, ...sumOf(measures), measures };
  });
  return { ...sumOf(dimensions), dimensions };
}

function sumOf(parts: readonly { points: number; max: number }[]): { points: number; max: number } {
  return {
    points: Math.round(parts.reduce((sum, { points }) => sum + points, 0) * 10) / 10,
    max: parts.reduce((sum, { max }) => sum + max, 0),
  };
}

function measure(
  name: string,
  points: number,
  is: (dataset: Dataset, conforms: boolean) => boolean,
): Measure {
  return { name, points, share: (dataset, conforms) => Number(is(dataset, conforms)) };
}

/** Of distributions the share that has it; a record without any has none of it. */
function ofFiles(
  name: string,
  points: number,
  is: (file: Distribution, dataset: Dataset) => boolean,
): Measure {
  return {
    name,
    points,
    share: (dataset) => {
      const files = dataset.distribution ?? [];
      return files.length === 0 ? 0 : files.filter((file) => is(file, dataset)).length / files.length;
    },
  };
}

function unmeasured(name: string, points: number): Measure {
  return { name, points, share: () => undefined };
}

function has(value: unknown): boolean {
  return value !== undefined;
}
