const IANA = /^https?:\/\/(?:www\.)?iana\.org\/assignments\/media-types\/(.+?)\/?$/i;
const MEDIA_TYPE = /^[a-z]+\/[a-z0-9][a-z0-9!#$&^_.+-]*(?:\s*;.*)?$/i;

/** `text/csv`, of a literal or of IANA's address for it. */
export function mediaTypeOf(text: string): string | undefined {
  const type = IANA.exec(text)?.[1] ?? text;
  return MEDIA_TYPE.test(type) ? type : undefined;
}
