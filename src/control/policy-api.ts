import { z } from 'zod';
import { did, messageId } from './schema.ts';

/** Bounds of the policy calls. */
export const policyApiLimits = {
  /** Files of a set that is tried. */
  maxFiles: 500,
  /** Characters of one of them. */
  maxFileLength: 1024 * 1024,
  /** Evaluations in one call: each costs a decision. */
  maxEvaluations: 100,
} as const;

const name = z.string().min(1).max(8192);
const properties = z.record(z.string(), z.unknown()).optional();
const subject = z.looseObject({ type: name, id: name, properties });
const action = z.looseObject({ name, properties });
const resource = z.looseObject({ type: name, id: z.string().max(8192), properties });
const context = z.record(z.string(), z.unknown());

/** One question of AuthZEN Authorization API 1.0, section 6.1. */
const evaluation = z.looseObject({ subject, action, resource, context: context.optional() });

const decision = z.object({
  decision: z.boolean(),
  context: z
    .object({
      reason: z.string().optional(),
      policies: z.array(z.string()).readonly(),
      retryAfterMs: z.number().int().optional(),
    })
    .optional(),
});

const labelled = z.object({ peers: z.array(z.object({ did, labels: z.array(z.string()).readonly() })).readonly() });

/** The routes about policies. */
export const policyRoutes = {
  simulatePolicies: {
    method: 'POST',
    path: '/v1/policies/simulate',
    summary: 'Judges what the journal holds by another set of policies, and lists what would change.',
    authenticated: true,
    request: z.strictObject({
      files: z
        .array(
          z.strictObject({ name: z.string().min(1).max(255), text: z.string().max(policyApiLimits.maxFileLength) }),
        )
        .max(policyApiLimits.maxFiles)
        .readonly(),
    }),
    response: z.object({
      judged: z.number().int(),
      unknown: z.number().int().describe('Judged without all the facts that the policies ask for.'),
      changes: z
        .array(
          z.object({
            id: messageId,
            action: z.string(),
            before: z.enum(['allow', 'deny']),
            after: z.enum(['allow', 'deny']),
            policies: z.array(z.string()).readonly(),
          }),
        )
        .readonly(),
    }),
  },
  labels: {
    method: 'GET',
    path: '/v1/labels',
    summary: 'The labels that peers carry.',
    authenticated: true,
    response: labelled,
  },
  clearLabels: {
    method: 'POST',
    path: '/v1/labels/clear',
    summary: 'Takes all labels away, and answers those there were.',
    authenticated: true,
    response: labelled,
  },
  evaluation: {
    method: 'POST',
    path: '/access/v1/evaluation',
    summary: 'AuthZEN 1.0: whether a subject may do an action on a resource, by the policies in force.',
    authenticated: true,
    request: evaluation,
    response: decision,
  },
  evaluations: {
    method: 'POST',
    path: '/access/v1/evaluations',
    summary: 'AuthZEN 1.0: several evaluations in one call; what stands outside of them is their default.',
    authenticated: true,
    request: z.looseObject({
      subject: subject.optional(),
      action: action.optional(),
      resource: resource.optional(),
      context: context.optional(),
      evaluations: z
        .array(
          z.looseObject({
            subject: subject.optional(),
            action: action.optional(),
            resource: resource.optional(),
            context: context.optional(),
          }),
        )
        .max(policyApiLimits.maxEvaluations)
        .readonly()
        .optional(),
      options: z
        .looseObject({
          evaluations_semantic: z.enum(['execute_all', 'deny_on_first_deny', 'permit_on_first_permit']).optional(),
        })
        .optional(),
    }),
    response: z.object({ evaluations: z.array(decision).readonly() }),
  },
} as const;
