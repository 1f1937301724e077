import { z } from 'zod';
import { dimensionNames, trustTarget } from './schema.ts';

const count = z.number().int().min(0);

/** The row of the contract about how a score came to be what it is. */
export const historyRoutes = {
  trustHistory: {
    method: 'GET',
    path: '/v1/trust/history',
    summary:
      'The score of an agent over time, computed again from the evidence up to each hour, with what that hour added.',
    authenticated: true,
    query: z.strictObject({ who: trustTarget }),
    response: z.object({
      points: z
        .array(
          z.object({
            hour: count.describe('Whole hours since the epoch.'),
            score: z.number().int().min(0).max(1000),
            tier: z.string(),
            confidence: z.number().int().min(0).max(1000),
            evidence: z
              .array(
                z.object({
                  dimension: z.enum(dimensionNames),
                  outcome: z.number().int().min(0).max(100),
                  severity: z.number().int().min(0).max(3),
                  action: z.string().describe('Empty for none.'),
                  count: z.number().int().min(1),
                }),
              )
              .readonly()
              .describe('What this node saw in that hour.'),
            heard: count.describe('What other organisations said about that day, in statements.'),
          }),
        )
        .readonly(),
      left: count.describe('Older hours that were left out.'),
    }),
  },
} as const;
