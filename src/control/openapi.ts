import { z } from 'zod';
import { errorBody, routes, type Route } from './api.ts';

type Json = Readonly<Record<string, unknown>>;

/** The contract as an OpenAPI 3.1 document (its schemas are JSON Schema 2020-12). */
export function openApi(version: string): Json {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, route] of Object.entries<Route>(routes)) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Parley control API',
      version,
      description: 'The local API of one node, on a Unix socket and on a loopback port.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'http://127.0.0.1:4181', description: 'The default port' }],
    paths,
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'control.token in the data folder; not asked for on the socket.',
        },
      },
      schemas: { Error: jsonSchema(errorBody, 'output') },
    },
  };
}

function operation(name: string, route: Route): Json {
  return {
    operationId: name,
    summary: route.summary,
    security: route.authenticated ? [{ token: [] }] : [],
    parameters: [...parameters('path', route.params), ...parameters('query', route.query)],
    ...(route.request === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            // Bytes have no schema in OpenAPI 3.1.
            content:
              route.requestMedia === undefined
                ? { 'application/json': { schema: jsonSchema(route.request, 'input') } }
                : { [route.requestMedia]: {} },
          },
        }),
    responses: {
      [name === 'stop' ? '202' : '200']: {
        description: 'Good.',
        content: { [route.media ?? 'application/json']: { schema: jsonSchema(route.response, 'output') } },
      },
      ...(name === 'ready'
        ? {
            503: {
              description: 'Not ready.',
              content: { 'application/json': { schema: jsonSchema(route.response, 'output') } },
            },
          }
        : {}),
      default: {
        description: 'Not good: what happened, why, what to do.',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

function parameters(place: 'path' | 'query', schema: z.ZodType | undefined): readonly Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
