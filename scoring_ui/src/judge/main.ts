import { mount } from "svelte";

import "../styles/tokens.css";
import "../styles/base.css";
import App from "./App.svelte";
import { installWorker } from "./offline";

const target = document.getElementById("page");
if (target) {
  target.replaceChildren();
  mount(App, { target });
}

/* Without a worker the page works as long as it is open; the device check says so. */
addEventListener("load", () => void installWorker().catch(() => undefined));
