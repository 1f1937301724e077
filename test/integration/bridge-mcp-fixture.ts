import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { createFixture } from './bridge-mcp-fixture-server.ts';

serveStdio(createFixture);
