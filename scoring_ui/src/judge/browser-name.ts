/** The browser's name and version, for people who talk about a tablet on the telephone. Nothing is decided by it. */

const KNOWN: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["WeChat", /MicroMessenger\/(\d+[.\d]*)/],
  ["HarmonyOS Browser", /ArkWeb\/(\d+[.\d]*)/],
  ["Huawei Browser", /HuaweiBrowser\/(\d+[.\d]*)/],
  ["MIUI Browser", /MiuiBrowser\/(\d+[.\d]*)/],
  ["QQ Browser", /MQQBrowser\/(\d+[.\d]*)/],
  ["UC Browser", /UCBrowser\/(\d+[.\d]*)/],
  ["Silk", /Silk\/(\d+[.\d]*)/],
  ["Samsung Internet", /SamsungBrowser\/(\d+[.\d]*)/],
  ["Edge", /Edg(?:A|iOS)?\/(\d+[.\d]*)/],
  ["Firefox", /(?:Firefox|FxiOS)\/(\d+[.\d]*)/],
  ["Chrome", /(?:Chrome|CriOS|HeadlessChrome)\/(\d+[.\d]*)/],
  ["Safari", /Version\/(\d+[.\d]*).*Safari\//],
];

export function browserName(userAgent: string): string {
  for (const [name, pattern] of KNOWN) {
    const version = pattern.exec(userAgent)?.[1];
    if (version !== undefined) return `${name} ${version.split(".").slice(0, 2).join(".").replace(/\.0$/, "")}`;
  }
  return userAgent.slice(0, 60);
}
