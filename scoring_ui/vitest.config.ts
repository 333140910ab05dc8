import { defineConfig } from "vitest/config";

// Apart from vite.config.ts, so that a build needs no test tools; no page is started here, only what is plain TypeScript.
export default defineConfig({
  test: { environment: "node", include: ["src/**/*.test.ts"] },
});
