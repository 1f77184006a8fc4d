/** Ids of the distributions that Data Fair's data and attachments are read as: they are never written back as links. */
export const DERIVED_IDS = /^(?:raw|convert|csv|json|attachment:.+)$/;
