import type { Ports } from '../../activities/ports.ts';
import type { Validator } from '../formats/validate/index.ts';

/** The rules and their engine are loaded when the first connector asks for them, and made once for each profile. */
export function breachesByProfile(): Ports['breaches'] {
  const made = new Map<string, Promise<Validator>>();
  return async (profile, dataset) => {
    const validator = made.get(profile) ?? validatorOf(profile);
    made.set(profile, validator);
    const { findings } = await (await validator).verdict(dataset);
    return findings
      .filter(({ severity }) => severity === 'violation')
      .map(({ field, value, message }) => ({ field, ...(value === undefined ? {} : { value }), message }));
  };
}

async function validatorOf(profile: string): Promise<Validator> {
  const { PROFILES, Validator: Made } = await import('../formats/validate/index.ts');
  const classes = PROFILES[profile];
  if (classes === undefined) throw new TypeError(`no profile ${profile}`);
  return new Made(classes);
}
