import { z } from 'zod';
import { isLink } from '../model/link.ts';

const KNOWN = ['id', 'distribution'];

/** An address with places to fill in: `https://data.example.org/datasets/{id}`. */
export const LinkTemplate = z.string().superRefine((template, context) => {
  const unknown = [...template.matchAll(/\{([^}]*)\}/g)]
    .map(([, name = '']) => name)
    .filter((name) => !KNOWN.includes(name));
  if (unknown.length > 0)
    context.addIssue({
      code: 'custom',
      message: `{${unknown[0]}} is not known: {id} and {distribution} are`,
    });
  else if (!template.includes('{id}'))
    context.addIssue({ code: 'custom', message: 'needs {id}, where the dataset’s id goes' });
  else if (!isLink(filled(template, 'x', 'x')) || !/^https?:/i.test(template))
    context.addIssue({ code: 'custom', message: 'an http or https address with {id} in it' });
});

/** The address with the ids in their places; undefined where it needs a distribution's and there is none. */
export function linkFrom(template: string, id: string, distribution?: string): string | undefined {
  if (template.includes('{distribution}') && distribution === undefined) return undefined;
  return filled(template, id, distribution ?? '');
}

function filled(template: string, id: string, distribution: string): string {
  return template
    .replaceAll('{id}', () => encodeURIComponent(id))
    .replaceAll('{distribution}', () => encodeURIComponent(distribution));
}
