/* The two calls into Node that the build makes; the pages themselves know nothing of it. */
declare module "node:crypto" {
  export function createHash(name: "sha256"): {
    update(content: string | Uint8Array): { digest(encoding: "hex"): string };
  };
}

declare module "node:fs" {
  export function readFileSync(path: string): Uint8Array;
}
