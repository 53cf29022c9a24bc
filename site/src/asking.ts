// What a page tells while it asks: the buttons Ask and Stop, the line that says what goes on, and the earlier answer
// marked as such. The buttons are never disabled, for that would take the keyboard's focus away.

import { byId } from "./elements";
import { Stopped } from "./engine";

const QUICK = 250; // milliseconds within which an answer takes the place of the earlier one without any sign

export interface Asking {
  readonly running: boolean;
  /** What the button Ask does while nothing runs. */
  onAsk: () => void;
  /** What the button Stop does while something runs, besides ending what waits in `unlessStopped`. */
  onStop: () => void;
  /** What comes of a promise, or `Stopped` as soon as Stop is pressed or something else is asked. */
  unlessStopped<Value>(coming: Promise<Value>): Promise<Value>;
  /** Something is asked; what stands in the answer's places is marked as earlier unless the new answer is quick. */
  begin(): void;
  /** Nothing is asked any more. */
  end(told: string): void;
  /** Tell something aside: while something runs, that stays told too. */
  say(text: string): void;
  /** Tell what the engine does while it opens, "" when it is ready; silent where nobody waits for it. */
  progress(step: string): void;
}

/** The buttons and the line of a page, whose ids begin with `prefix`, and the places in which its answer stands. */
export function createAsking(prefix: string, places: readonly HTMLElement[]): Asking {
  const [run, halt, status] = [byId(`${prefix}-run`), byId(`${prefix}-stop`), byId(`${prefix}-status`)];
  let running = false;
  let first = true; // nothing was asked yet, so the page itself waits for the engine
  let [doing, aside] = ["", ""];
  let earlier: ReturnType<typeof setTimeout> | undefined;
  let halting = new AbortController();

  function tell(): void {
    const text = [doing, aside].filter(Boolean).join(" ");
    if (status.textContent !== text) status.textContent = text;
  }

  function turn(on: boolean): void {
    running = on;
    run.setAttribute("aria-disabled", String(on));
    halt.setAttribute("aria-disabled", String(!on));
    clearTimeout(earlier);
    for (const place of places) place.removeAttribute("aria-busy");
  }

  function markEarlier(): void {
    const shown = places.filter((place) => !place.hidden && place.childElementCount);
    for (const place of shown) place.setAttribute("aria-busy", "true");
    if (shown.length && !aside) { aside = "What is shown is the answer before."; tell(); }
  }

  run.addEventListener("click", (event) => {
    event.preventDefault();
    if (!running) asking.onAsk();
  });
  halt.addEventListener("click", () => {
    if (!running) return;
    halting.abort();
    asking.onStop();
  });
  const asking: Asking = {
    get running() { return running; },
    onAsk: () => undefined,
    onStop: () => undefined,
    unlessStopped(coming) {
      const { signal } = halting;
      return Promise.race([coming, new Promise<never>((_, reject) => {
        if (signal.aborted) reject(new Stopped());
        signal.addEventListener("abort", () => reject(new Stopped()), { once: true });
      })]);
    },
    begin() {
      halting.abort();
      halting = new AbortController();
      turn(true);
      first = false;
      [doing, aside] = ["Asking …", ""];
      earlier = setTimeout(markEarlier, QUICK);
      tell();
    },
    end(told) {
      turn(false);
      [doing, aside] = ["", told];
      tell();
    },
    say(text) {
      aside = text;
      tell();
    },
    progress(step) {
      if (running) doing = step || "Asking …";
      else if (first) doing = step;
      tell();
    },
  };
  return asking;
}
