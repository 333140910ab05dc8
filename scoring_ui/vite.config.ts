import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

const PAGES = ["index", "judge", "board", "console", "verify"];

// The server serves everything below `competition/static` at the root path, so assets are addressed from there.
export default defineConfig({
  plugins: [svelte({ configFile: false })],
  base: "/",
  build: {
    outDir: "../competition/static",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    rollupOptions: { input: PAGES.map((page) => `${page}.html`) },
  },
});
