import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** Builds the page into the folder that the daemon serves it from: files only, everything from their own origin. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  publicDir: false,
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: fileURLToPath(new URL('../../dist/src/dashboard', import.meta.url)),
    emptyOutDir: true,
    target: 'es2023',
    // The content security policy allows neither inline scripts nor data: URLs.
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
  },
});
