/** The address of a socket on the server that this page came from. */
export function socketAddress(path: string, base: Pick<Location, "protocol" | "host"> = location): string {
  return `${base.protocol === "https:" ? "wss:" : "ws:"}//${base.host}${path}`;
}
