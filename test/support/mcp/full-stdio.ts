import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { createFullServer } from './full-server.ts';

serveStdio(createFullServer);
