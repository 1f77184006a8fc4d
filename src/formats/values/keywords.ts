/** A text that stands where a list belongs: by semicolons, or by more commas than a phrase has. */
export function splitKeywords(text: string): string[] {
  const mark = text.includes(';') ? ';' : text.split(',').length > 3 ? ',' : undefined;
  return mark === undefined ? [text] : text.split(mark).filter((part) => part.trim() !== '');
}
