import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

// Apart from vite.config.ts, so that a build needs no test tools. No page is started here: what must not fail is plain
// TypeScript, or a class whose fields are runes.
export default defineConfig({
  plugins: [svelte({ configFile: false })],
  test: { environment: "node", include: ["src/**/*.test.ts"] },
});
