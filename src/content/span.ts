/** A place in a text that a finding is about, UTF-16 units. */
export interface Span {
  /** The finding, such as `secret.aws-access-key`. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}
