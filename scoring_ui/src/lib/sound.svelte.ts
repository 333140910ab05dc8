/** A small chime, made by the browser. Off until somebody turns it on; that is remembered on the device.
 *
 * A screen's address may say `?sound=on` or `?sound=off`; that is kept nowhere, and holds for that address.
 */

const KEY = "jinji.sound";
/** The partials, in Hz, each with the seconds after which it sets in. */
const TONES = [
  [659.25, 0],
  [987.77, 0.09],
] as const;
const LOUD = 0.12;
const LASTS = 1.1;

function asked(): boolean | undefined {
  const said = new URLSearchParams(location.search).get("sound");
  return said === "on" ? true : said === "off" ? false : undefined;
}

function remembered(): boolean {
  try {
    return localStorage.getItem(KEY) === "on";
  } catch {
    return false; // Storage may be switched off; the page then forgets, and is silent.
  }
}

export class Sound {
  #on = $state(false);
  #context: AudioContext | undefined;

  /** With `byAddressOnly` nothing but the address turns it on: what is mixed into a broadcast is nobody's own device. */
  constructor(byAddressOnly = false) {
    this.#on = asked() ?? (!byAddressOnly && remembered());
  }

  get on(): boolean {
    return this.#on;
  }

  /** On or off, from now on and after a restart; turned on it is heard, so that its loudness can be set. */
  toggle(): void {
    this.#on = !this.#on;
    try {
      localStorage.setItem(KEY, this.#on ? "on" : "off");
    } catch {
      // It holds as long as the page.
    }
    this.chime();
  }

  /** The chime, if it is on. A browser that waits for a hand to touch the page stays silent until then. */
  chime(): void {
    if (!this.#on) return;
    const context = (this.#context ??= new AudioContext());
    if (context.state === "suspended") void context.resume().catch(() => undefined);
    for (const [pitch, after] of TONES) {
      const [tone, volume, begin] = [context.createOscillator(), context.createGain(), context.currentTime + after];
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0, begin);
      volume.gain.linearRampToValueAtTime(LOUD, begin + 0.015);
      volume.gain.exponentialRampToValueAtTime(0.0001, begin + LASTS);
      tone.connect(volume).connect(context.destination);
      tone.start(begin);
      tone.stop(begin + LASTS);
    }
  }
}
