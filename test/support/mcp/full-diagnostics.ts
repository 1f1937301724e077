import { MissingRequiredClientCapabilityError, type McpServer } from '@modelcontextprotocol/server';
import { capabilitiesOf, nothing, text } from './full-tools.ts';

/** Tools by which the suite looks into a server: what it may rely on, log and announce. */
export function addDiagnostics(server: McpServer): void {
  server.registerTool(
    'test_missing_capability',
    { description: 'Needs sampling', inputSchema: nothing },
    (_args, ctx) => {
      const can = capabilitiesOf(ctx);
      if (!('sampling' in can))
        throw new MissingRequiredClientCapabilityError({ requiredCapabilities: { sampling: {} } });
      return text('The client can sample.');
    },
  );
  server.registerTool('test_logging_tool', { description: 'Logs a line', inputSchema: nothing }, async (_args, ctx) => {
    await ctx.mcpReq.log('info', 'a line', 'full-server');
    return text('Logged.');
  });
  server.registerTool(
    'test_trigger_tool_change',
    { description: 'Tells of changed tools', inputSchema: nothing },
    () => {
      server.sendToolListChanged();
      return text('Told.');
    },
  );
  server.registerTool(
    'test_trigger_prompt_change',
    { description: 'Tells of changed prompts', inputSchema: nothing },
    () => {
      server.sendPromptListChanged();
      return text('Told.');
    },
  );
}
