/** One socket that comes back by itself and never claims to be live when it is not.
 *
 * `live` means that the server has spoken on this connection, and within the last `silence` milliseconds. A socket
 * that merely looks open (a browser keeps it "open" for minutes after the Wi-Fi has gone) is lost as soon as a pulse
 * or the answer to a probe is missed, the browser reports `offline`, or the owner calls `restart` because an answer is
 * overdue.
 *
 * To call a link lost costs nothing but the word, to open a new socket may cost a slow network more than it has. So
 * with `grace` a silent socket is first called lost and still listened to; if it speaks, it is live again.
 */

export type LinkState = "connecting" | "live" | "lost" | "closed";

export type LinkSocket = Pick<WebSocket, "send" | "close" | "readyState"> & {
  onopen: unknown;
  onmessage: unknown;
  onclose: unknown;
};

export type LinkOptions<Message> = {
  /** Asked anew before every attempt, so that a board can say how far it has come. */
  address: () => string;
  onMessage: (message: Message) => void;
  onState: (state: LinkState, since: number) => void;
  /** The server closed for a reason that trying again will not change (4401: signed out, 4403: not you, 4404: no such thing). */
  onTurnedAway?: (code: number) => void;
  silence?: number;
  /** How long a socket that was called lost for its silence is still listened to before it is given up. */
  grace?: number;
  /** What is said every so often, so that the server has something to answer; silence then is news. */
  probe?: { every: number; message: () => unknown };
  /** A new socket is opened: what was said on an earlier one counts no more. */
  onSocket?: () => void;
  open?: (address: string) => LinkSocket;
  random?: () => number;
  now?: () => number;
  surroundings?: Pick<EventTarget, "addEventListener" | "removeEventListener">;
};

const FIRST_WAIT = 400;
const LONGEST_WAIT = 8_000;
const FOR_GOOD = [4401, 4403, 4404];
const OPENING = 6_000;

export class Link<Message> {
  #options: LinkOptions<Message>;
  #socket: LinkSocket | undefined;
  #state: LinkState = "closed";
  #attempts = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setTimeout> | undefined;
  #probing: ReturnType<typeof setInterval> | undefined;
  #silence: number;

  constructor(options: LinkOptions<Message>) {
    this.#options = options;
    this.#silence = options.silence ?? 12_000;
  }

  get state(): LinkState {
    return this.#state;
  }

  start(): void {
    if (this.#state !== "closed") return;
    this.#surroundings?.addEventListener("offline", this.#onOffline);
    this.#surroundings?.addEventListener("online", this.#onOnline);
    this.#connect();
  }

  close(): void {
    this.#surroundings?.removeEventListener("offline", this.#onOffline);
    this.#surroundings?.removeEventListener("online", this.#onOnline);
    clearTimeout(this.#retry);
    this.#drop();
    this.#become("closed");
  }

  /** Asks the server at once, over the socket there is or a new one: the device woke up, or somebody wants to know. */
  probe(): void {
    if (this.#probing !== undefined) this.#say();
    else if (this.#state === "lost" && !this.#socket) this.restart();
  }

  /** Gives the present socket up and opens another at once. */
  restart(): void {
    if (this.#state === "closed") return;
    this.#drop();
    this.#become("lost");
    this.#connect();
  }

  /** Whether the message was handed to a live socket; true promises nothing about its arrival. */
  send(message: unknown): boolean {
    return this.#state === "live" && this.#utter(message);
  }

  get #surroundings() {
    return this.#options.surroundings ?? (typeof window === "undefined" ? undefined : window);
  }

  #onOffline = (): void => {
    this.#drop();
    this.#become("lost");
    this.#later();
  };

  #onOnline = (): void => {
    this.#attempts = 0;
    if (this.#state !== "live") this.restart();
  };

  #connect(): void {
    clearTimeout(this.#retry);
    if (this.#state === "closed") this.#become("connecting");
    const socket = (this.#options.open ?? ((address) => new WebSocket(address) as LinkSocket))(this.#options.address());
    this.#socket = socket;
    this.#options.onSocket?.();
    this.#expect(OPENING, this.#lose);
    socket.onmessage = (event: MessageEvent<string>) => {
      if (this.#socket === socket) this.#heard(event.data);
    };
    socket.onclose = (event?: CloseEvent) => {
      if (this.#socket === socket) this.#closed(event?.code ?? 1006);
    };
    /* A server with nothing new to say speaks only at its next pulse, or when it is asked. */
    socket.onopen = () => {
      if (this.#socket !== socket) return;
      this.#expect(this.#silence, this.#fallSilent);
      this.#startProbing();
    };
  }

  #startProbing(): void {
    const { probe } = this.#options;
    if (!probe) return;
    this.#say();
    this.#probing = setInterval(this.#say, probe.every);
  }

  #say = (): void => {
    this.#utter(this.#options.probe?.message());
  };

  /** A socket whose closing has begun stays ours until its close is told, and takes nothing any more. */
  #utter(message: unknown): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  #heard(data: string): void {
    this.#attempts = 0;
    this.#expect(this.#silence, this.#fallSilent);
    this.#become("live");
    this.#options.onMessage(JSON.parse(data) as Message);
  }

  #closed(code: number): void {
    if (!FOR_GOOD.includes(code)) return this.#lose();
    this.close();
    this.#options.onTurnedAway?.(code);
  }

  #expect(within: number, otherwise: () => void): void {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(otherwise, within);
  }

  #fallSilent = (): void => {
    const { grace = 0 } = this.#options;
    if (grace === 0) return this.#lose();
    this.#become("lost");
    this.#expect(grace, this.#lose);
  };

  #lose = (): void => {
    this.#drop();
    this.#become("lost");
    this.#later();
  };

  /** Half the wait is fixed and half is chance, so that a hall of tablets does not come back in step. */
  #later(): void {
    clearTimeout(this.#retry);
    const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#attempts);
    this.#attempts += 1;
    const wait = longest / 2 + ((this.#options.random ?? Math.random)() * longest) / 2;
    this.#retry = setTimeout(() => this.#connect(), wait);
  }

  #drop(): void {
    clearTimeout(this.#watch);
    clearInterval(this.#probing);
    this.#probing = undefined;
    const socket = this.#socket;
    this.#socket = undefined;
    if (!socket) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  #become(state: LinkState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onState(state, (this.#options.now ?? Date.now)());
  }
}
