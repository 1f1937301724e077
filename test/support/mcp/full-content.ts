import {
  completable,
  ResourceTemplate,
  inputRequired,
  acceptedContent,
  type McpServer,
} from '@modelcontextprotocol/server';
import { z } from 'zod';

/** A red dot, PNG. */
export const picture =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
/** Silence, WAV. */
export const sound = 'UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=';

/** Resources of each kind, and one whose changes can be subscribed to. */
export function addResources(server: McpServer): void {
  server.registerResource('text', 'test://static-text', { mimeType: 'text/plain' }, ({ href }) => ({
    contents: [{ uri: href, mimeType: 'text/plain', text: 'This is the content of the static text resource.' }],
  }));
  server.registerResource('binary', 'test://static-binary', { mimeType: 'image/png' }, ({ href }) => ({
    contents: [{ uri: href, mimeType: 'image/png', blob: picture }],
  }));
  server.registerResource('watched', 'test://watched-resource', { mimeType: 'text/plain' }, ({ href }) => ({
    contents: [{ uri: href, mimeType: 'text/plain', text: 'Somebody watches this.' }],
  }));
  const template = new ResourceTemplate('test://template/{id}/data', { list: undefined });
  server.registerResource('template', template, { mimeType: 'application/json' }, ({ href }, { id }) => {
    const text = JSON.stringify({ id, templateTest: true, data: `Data for ID: ${String(id)}` });
    return { contents: [{ uri: href, mimeType: 'application/json', text }] };
  });
  // Requests of the eras with sessions; from 2026-07-28 on a listen stream takes their place.
  server.server.setRequestHandler('resources/subscribe', () => ({}));
  server.server.setRequestHandler('resources/unsubscribe', () => ({}));
}

const user = 'user' as const;
const cities = ['paris', 'park', 'party', 'testing'];

/** Prompts of each kind, one with completion and one that has to ask first. */
export function addPrompts(server: McpServer): void {
  server.registerPrompt('test_simple_prompt', { description: 'Says one thing' }, () => ({
    messages: [{ role: user, content: { type: 'text', text: 'This is a simple prompt for testing.' } }],
  }));
  const arg1 = completable(z.string().describe('First'), (value) => cities.filter((city) => city.startsWith(value)));
  const twoArguments = z.object({ arg1, arg2: z.string().describe('Second') });
  server.registerPrompt(
    'test_prompt_with_arguments',
    { description: 'Repeats its arguments', argsSchema: twoArguments },
    ({ arg1: first, arg2: second }) => {
      const text = `Prompt with arguments: arg1='${first}', arg2='${second}'`;
      return { messages: [{ role: user, content: { type: 'text', text } }] };
    },
  );
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description: 'Carries a resource', argsSchema: z.object({ resourceUri: z.string() }) },
    ({ resourceUri }) => {
      const resource = { uri: resourceUri, mimeType: 'text/plain', text: 'Embedded resource content for testing.' };
      const ask = { type: 'text', text: 'Please process the embedded resource above.' } as const;
      return {
        messages: [
          { role: user, content: { type: 'resource', resource } },
          { role: user, content: ask },
        ],
      };
    },
  );
  server.registerPrompt('test_prompt_with_image', { description: 'Carries an image' }, () => ({
    messages: [
      { role: user, content: { type: 'image', data: picture, mimeType: 'image/png' } },
      { role: user, content: { type: 'text', text: 'Please analyze the image above.' } },
    ],
  }));
  const wanted = z.object({ context: z.string() });
  server.registerPrompt('test_input_required_result_prompt', { description: 'Asks first' }, (ctx) => {
    const given = acceptedContent(ctx.mcpReq.inputResponses, 'user_context', wanted);
    if (given !== undefined) {
      return { messages: [{ role: user, content: { type: 'text', text: `In the context of ${given.context}.` } }] };
    }
    const message = 'What context should the prompt use?';
    return inputRequired({
      inputRequests: { user_context: inputRequired.elicit({ message, requestedSchema: wanted }) },
    });
  });
}
