import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

import { judgeShell, shape, WORKER } from "./judge-shell.ts";

const PAGES = ["index", "judge", "board", "overlay", "screen", "console", "verify"];

// The server serves everything below `competition/static` at the root path, so assets are addressed from there.
export default defineConfig({
  plugins: [svelte({ configFile: false }), judgeShell()],
  base: "/",
  define: { __SHAPE__: JSON.stringify(shape()) },
  build: {
    outDir: "../competition/static",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { ...Object.fromEntries(PAGES.map((page) => [page, `${page}.html`])), [WORKER]: "src/worker/worker.ts" },
      output: { entryFileNames: (entry) => (entry.name === WORKER ? "[name].js" : "assets/[name]-[hash].js") },
    },
  },
});
