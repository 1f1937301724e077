/** The five dimensions of AgentMesh, in the order in which they are encoded: add at the end, never reorder. */
export const dimensions = [
  'policy_compliance',
  'resource_efficiency',
  'output_quality',
  'security_posture',
  'collaboration_health',
] as const;

/** What an observation is about. */
export type Dimension = (typeof dimensions)[number];

/** How bad a failure is: 0 timeout, 1 failure, 2 breach of contract or policy, 3 breach of security. */
export type Severity = 0 | 1 | 2 | 3;

/** Whether a number is one of the four severities. */
export function isSeverity(value: number): value is Severity {
  return value === 0 || value === 1 || value === 2 || value === 3;
}
