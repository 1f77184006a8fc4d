import type { ColumnType } from 'kysely';

/** What is read as a Date and written as a Date or left to the database. */
export type Moment = ColumnType<Date, Date | string | undefined, Date | string>;
export type MaybeMoment = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
export type MaybeJson<T> = ColumnType<T | null, string | null | undefined, string | null>;
/** PostgreSQL's bigint, given as a number by the pool's parser: revisions and sizes stay far below 2^53. */
export type Count = ColumnType<number, number | undefined, number>;
