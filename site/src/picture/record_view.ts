// A record as a reader needs it: beside a picture, a chart, or wherever a claim is opened.

import { make, webAddress } from "../elements";
import type { Claim, Passage, Remark } from "./data";
import { typeset } from "../text";

/** A passage: the quote or the words it is found by, where it stands, and the way to the publisher's page. */
export function passageView(passage: Passage): HTMLElement {
  const words = passage.quote ? [passage.quote] : passage.from_words
    ? [`“${passage.from_words}${passage.to_words ? ` … ${passage.to_words}` : ""}”`] : [];
  const address = webAddress(passage.link);
  return make("blockquote", { class: passage.quote ? "full" : "pointer", dir: "auto" },
    ...words.map(typeset),
    make("footer", {}, [passage.work, passage.place].filter(Boolean).join(", "),
      address ? " · " : null,
      address ? make("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, "read it at the publisher") : null));
}

function remarkView(remark: Remark, pageOf: PageOf): HTMLElement {
  const page = pageOf(remark.key);
  const name = page ? make("a", { href: page }, typeset(remark.label)) : typeset(remark.label);
  const role = remark.role === "decision" ? "Reading decision" : "Discrepancy";
  return make("div", { class: `remark ${remark.role}` },
    make("strong", {}, `${role}: `, name, remark.weight ? ` (${remark.weight})` : ""), typeset(remark.text ?? ""));
}

/** The page of a record by its key, null where there is none. */
export type PageOf = (key: string) => string | null;

/** A record in full: statement, value and conditions, who says so, where it can be read, what stands against it. */
export function claimView(claim: Claim, pageOf: PageOf = () => null): HTMLElement {
  const facts = make("dl", {});
  const fact = (term: string, value: string | undefined): void => {
    if (value) facts.append(make("dt", {}, term), make("dd", { dir: "auto" }, typeset(value)));
  };
  if (claim.value) fact("value", claim.value);
  fact("says so", claim.asserted_by);
  fact("finding of", claim.finding_of?.join(", ") ?? (claim.origin ? "own view, no source named" : ""));
  fact("known as", [claim.origin, claim.mode, claim.strength].filter(Boolean).join(", "));
  for (const [term, value] of claim.facts ?? []) fact(term, value);
  const [address, page] = [webAddress(claim.address), pageOf(claim.key)];
  return make("article", { class: "claim", "data-claim": claim.key },
    make("p", { class: "said", dir: "auto" }, typeset(claim.label)),
    claim.text && claim.text !== claim.label ? make("p", { dir: "auto" }, typeset(claim.text)) : null,
    facts,
    address ? make("p", {}, make("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, address.replace(/^https?:\/\//, ""))) : null,
    ...(claim.passages ?? []).map(passageView),
    ...(claim.remarks ?? []).map((remark) => remarkView(remark, pageOf)),
    page ? make("p", { class: "to-page" }, make("a", { href: page }, "Its page")) : null);
}
