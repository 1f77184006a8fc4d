/** What one mapping rule did to one field of one record. */
export interface RuleTouch {
  rule: string;
  /** `distribution[2].format`. */
  field: string;
  /** What stood there before, as text; absent when nothing did. */
  from?: string;
  /** What stands there since; absent when it was taken away. */
  to?: string;
}

/** A value that a value map of a rule does not have. */
export interface UnmatchedValue {
  rule: string;
  field: string;
  value: string;
}

/** Where the fields of a record come from that are not as the remote gave them. Kept beside the record, not in the dataset. */
export interface RuleTrace {
  touched: RuleTouch[];
  unmatched?: UnmatchedValue[];
  /** How many more there are of both than are kept. */
  more?: number;
}
