/**
 * What an adapter is built from, and all that one from another package may import, as `navette/adapter`: the contract, faults,
 * settings that come back, the frame of a listing, what reads values, and the way to look at an address. See docs/adapters.md.
 */
export { z } from 'zod';

export { CONTRACT_VERSION, defineAdapter } from './adapter.ts';
export type {
  Adapter,
  FoundRecord,
  ListedRecord,
  ListFilter,
  ListOptions,
  Loss,
  MarkedRecord,
  Page,
  ProbeReport,
  Projection,
  PutFile,
  PutPlan,
  PutRequest,
  PutResult,
  ReadResult,
  Removal,
  SameRecord,
  Session,
  SetAside,
  TablePage,
  Tables,
  Verdict,
  WithdrawRequest,
  Withdrawal,
} from './adapter.ts';
export { RecordGone, RemoteFault } from '../faults.ts';
export type { FaultDetails, FaultKind, FaultReport, FieldError } from '../faults.ts';
export type { Download, DownloadLimits, Http, HttpAnswer, HttpLimits, HttpRequest } from '../http/http.ts';

export { credentials, goesWithKey, loginKey, unsaying, userName } from './login.ts';
export { languageTag, siteAddress } from './site-settings.ts';

export { listByOffset, readItems } from './by-offset.ts';
export type { ByOffset, Item, Part } from './by-offset.ts';
export { perSession } from './per-session.ts';
export { listed, sortedBy } from './sorted.ts';
export { unhurried } from './unhurried.ts';
export {
  countDoubt,
  judge,
  readPlace,
  SAME_PAGE,
  START,
  stepped,
  Walk,
  wholeNumber,
  writePlace,
} from './walk.ts';

export { called, firstOf, rootsOf, seenJson } from './look.ts';
export type { Look, Seen, Sighting } from './look.ts';

export type { Read, ReadRecord } from '../formats/format.ts';
export { dateIn, instantOf, readDate } from '../formats/values/dates.ts';
export { extraOf } from '../formats/values/extra.ts';
export { isJson, JsonFields, textOf } from '../formats/values/json-fields.ts';
export type { Json } from '../formats/values/json-fields.ts';
export { linksIn } from '../formats/values/links.ts';
export { asideOf, recordOf, some, unique } from '../formats/values/record.ts';
export type { Draft } from '../formats/values/record.ts';
export { byteSizeOf } from '../formats/values/sizes.ts';
export {
  accessRightsOf,
  checksumOf,
  frequencyOf,
  languageOf,
  licenseOf,
  themeOf,
} from '../formats/values/terms.ts';
export { langKeywords, langText, oneText } from '../formats/values/texts.ts';
export { Warnings, within } from '../formats/values/warn.ts';
export type { Warn } from '../formats/values/warn.ts';
export { matchFormat } from '../vocabularies/formats.ts';

export type { Coded } from '../model/coded.ts';
export type { Dataset, Kind } from '../model/dataset.ts';
export type { Distribution } from '../model/distribution.ts';
export type { LangText } from '../model/text.ts';
