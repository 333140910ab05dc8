import { mount } from "svelte";

import "../styles/tokens.css";
import "../styles/base.css";
import "../styles/rows.css";
import App from "./App.svelte";

const target = document.getElementById("page");
if (target) mount(App, { target });
