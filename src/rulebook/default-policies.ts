/** The policies that `parley init` writes as `default.cedar`. */
export function defaultPolicies(): string {
  return '';
}
