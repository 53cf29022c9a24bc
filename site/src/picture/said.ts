// What the picture says: to people who listen instead of looking, or to everybody for a few seconds.

import { byId } from "../elements";

const SECONDS = 5;
const said = byId("said");
let fading: ReturnType<typeof setTimeout> | undefined;

/** Tell something to people who listen instead of looking. */
export function say(text: string): void {
  clearTimeout(fading);
  said.classList.add("quiet");
  said.textContent = text;
}

/** Tell something to everybody. */
export function announce(text: string): void {
  say(text);
  said.classList.remove("quiet");
  fading = setTimeout(() => said.classList.add("quiet"), SECONDS * 1000);
}
