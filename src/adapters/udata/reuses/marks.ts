import type { Session } from '../../adapter.ts';
import type { WireReuse } from './wire.ts';

/** Extra that says which usage a reuse is, of which installation: the same for all datasets that it shows. */
export const USAGE = 'navette:usage';
/** Extra of a reuse that people made and that we took over: it is never deleted. */
export const ADOPTED = 'navette:adopted';

export function usageMark({ installation }: Pick<Session<unknown>, 'installation'>, usageId: string): string {
  return `${installation}/${usageId}`;
}

export function usageMarkOf({ extras }: WireReuse): string | undefined {
  const mark = extras?.[USAGE];
  return typeof mark === 'string' && mark !== '' ? mark : undefined;
}

/** The usage that a reuse of this installation's is. */
export function usageOf(
  { installation }: Pick<Session<unknown>, 'installation'>,
  reuse: WireReuse,
): string | undefined {
  const mark = usageMarkOf(reuse);
  return mark?.startsWith(`${installation}/`) === true ? mark.slice(installation.length + 1) : undefined;
}
