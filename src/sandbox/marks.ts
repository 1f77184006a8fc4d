/** Values of extras that speak of Navette. */
export function marksOf(extras: Record<string, unknown>): string[] {
  return Object.entries(extras).flatMap(([key, value]) =>
    /navette/i.test(key) && typeof value === 'string' ? [value] : [],
  );
}
