import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** Builds the page of the testnet into the folder that its process serves it from, as that of a node is built. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  publicDir: false,
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: fileURLToPath(new URL('../../../dist/testnet/dashboard/page', import.meta.url)),
    emptyOutDir: true,
    target: 'es2023',
    // The content security policy allows neither inline scripts nor data: URLs.
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
  },
});
