// The panel: what stands behind the thing or the line that is selected.

const panel = document.getElementById("panel");
const panelBody = document.getElementById("panel-body");

function counted(number, word) {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}

function sign(kind) {
  const found = document.querySelector(`svg.sign.kind-${CSS.escape(kind)}`);
  return found ? found.cloneNode(true) : make("span", {});
}

function stroke(name) {
  const found = document.querySelector(`svg.line.stroke-${CSS.escape(name)}`);
  return found ? found.cloneNode(true) : make("span", {});
}

function passageView(passage) {
  const words = passage.quote ? [passage.quote] : passage.from_words
    ? [`“${passage.from_words}${passage.to_words ? ` … ${passage.to_words}` : ""}”`] : [];
  const address = /^https?:\/\//.test(passage.link) ? passage.link : null;
  return make("blockquote", { class: passage.quote ? "full" : "pointer", dir: "auto" },
    ...words.map(set),
    make("footer", {}, [passage.work, passage.place].filter(Boolean).join(", "),
      address ? " · " : null,
      address ? make("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, "read it at the publisher") : null));
}

/** The name of a decision or discrepancy, leading to where the page tells of it in full. */
function noteName(remark) {
  return document.getElementById(remark.key) ? make("a", { href: `#${remark.key}` }, set(remark.label)) : set(remark.label);
}

function claimView(index) {
  const claim = details.claims[index];
  const facts = make("dl", {});
  const fact = (term, value) => { if (value) facts.append(make("dt", {}, term), make("dd", { dir: "auto" }, set(value))); };
  fact("says so", claim.asserted_by);
  fact("finding of", claim.finding_of.join(", ") || "own view, no source named");
  fact("known as", [claim.mode, claim.strength].filter(Boolean).join(", "));
  fact("through", claim.through.join(", "));
  fact("against", claim.compared_with.join(", "));
  fact("when", claim.context);
  return make("article", { class: "claim", "data-claim": claim.key },
    make("p", { class: "said", dir: "auto" }, set(claim.label)),
    facts,
    ...claim.passages.map(passageView),
    ...claim.remarks.map((remark) => make("div", { class: `remark ${remark.role}` },
      make("strong", {}, `${remark.role === "decision" ? "Reading decision" : "Discrepancy"}: `, noteName(remark), remark.weight ? ` (${remark.weight})` : ""),
      set(remark.text))));
}

function tieView(link, from) {
  const other = nodeById.get(link.start === from.id ? link.end : link.start);
  const outward = link.start === from.id;
  return make("li", {}, make("button", { type: "button", class: "tie", "data-open": link.id, onclick: () => pick({ type: "edge", item: link }, true) },
    stroke(link.stroke), make("span", { dir: "auto" }, outward ? "" : make("span", {}, "from "), set(other.label)),
    make("span", { class: "quiet" }, `, ${details.strokes[link.stroke]}`),
    make("span", { class: "times", title: counted(link.claims.length, "claim") }, `${link.claims.length}`)));
}

function closeButton() {
  return make("button", { type: "button", class: "chip close", onclick: () => { pick(null, true); canvasBox.focus({ preventScroll: true }); } }, "Close");
}

function nodeView(node) {
  const shown = linksOf.get(node.id).filter(showsLink).sort((a, b) => b.claims.length - a.claims.length);
  const out = shown.filter((link) => link.start === node.id);
  const back = shown.filter((link) => link.start !== node.id);
  const all = [...new Set(shown.flatMap((link) => link.claims))];
  const group = (title, list) => list.length ? [make("h4", {}, title), make("ul", {}, ...list.map((link) => tieView(link, node)))] : [];
  return [
    closeButton(),
    make("h3", { dir: "auto" }, set(node.label)),
    make("p", { class: "kind" }, sign(node.kind), `${details.kinds[node.kind]} · ${node.group}`),
    node.definition ? make("p", { dir: "auto" }, set(node.definition)) : null,
    node.words.length ? make("p", { class: "kind", dir: "auto" }, "Also: ", set(node.words.slice(0, 8).join(", "))) : null,
    ...group("What it does", out),
    ...group("What acts on it or has it", back),
    make("h4", {}, all.length ? counted(all.length, "claim") : "No claim speaks of it yet."),
    ...all.map(claimView),
  ];
}

function edgeView(link) {
  const [start, end] = [nodeById.get(link.start), nodeById.get(link.end)];
  const end_button = (node) => make("button", { type: "button", class: "tie", onclick: () => pick({ type: "node", item: node }, true) }, sign(node.kind), make("span", { dir: "auto" }, set(node.label)));
  return [
    closeButton(),
    make("h3", { dir: "auto" }, set(start.label), ` ${link.stroke === "denied" ? "does not: " : ""}${link.relations.join(", ")} `, set(end.label)),
    make("p", { class: "kind" }, stroke(link.stroke), ` ${details.strokes[link.stroke]} · ${counted(link.claims.length, "claim")}`),
    ...link.claims.map(claimView),
    make("h4", {}, "The two ends"), end_button(start), end_button(end),
  ];
}

function workView(work) {
  const address = /^https?:\/\//.test(work.address) ? work.address : null;
  return [
    closeButton(),
    make("h3", { dir: "auto" }, set(work.label)),
    work.title ? make("p", { dir: "auto" }, set(work.title)) : null,
    address ? make("p", {}, make("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, address.replace(/^https?:\/\//, ""))) : null,
    make("h4", {}, `${counted(work.claims.length, "claim")} of the picture rest on it`),
    ...work.claims.map(claimView),
  ];
}

function introView() {
  const busy = [...links].filter(showsLink).sort((a, b) => b.claims.length - a.claims.length || a.id.localeCompare(b.id)).slice(0, 6);
  return [
    make("h3", {}, "Who says what does what"),
    make("p", {}, `${counted(details.claims.length, "claim")} from ${counted(details.works.length, "work")}. Each line stands for all claims that relate two things the same way; the more claims, the thicker. Nothing here is a bare fact: open a line to see who says so and where.`),
    busy.length ? make("h4", {}, "Most often claimed") : null,
    make("ul", {}, ...busy.map((link) => make("li", {}, make("button", { type: "button", class: "tie", "data-open": link.id, onclick: () => pick({ type: "edge", item: link }, true) },
      stroke(link.stroke), make("span", { dir: "auto" }, set(nodeById.get(link.start).label), ` ${link.relations[0] ?? ""} `, set(nodeById.get(link.end).label)),
      make("span", { class: "times" }, `${link.claims.length}`))))),
    make("details", { class: "works" }, make("summary", {}, `${counted(details.works.length, "work")} behind the claims`), make("ul", {}, ...details.works.map((work) => make("li", {}, make("button", { type: "button", class: "tie", onclick: () => pick({ type: "work", item: work }, true) },
      make("span", { dir: "auto" }, set(work.label)), make("span", { class: "times" }, `${work.claims.length}`)))))),
  ];
}

/** Fill the panel for a selection {type, item}, or with the introduction for null. */
function showPanel(target, takeFocus) {
  const views = { node: nodeView, edge: edgeView, work: workView };
  const content = target ? views[target.type](target.item) : introView();
  panelBody.replaceChildren(...content.filter((part) => part));
  panelBody.scrollTop = 0;
  panel.scrollTop = 0;
  panel.classList.toggle("open", Boolean(target));
  if (target && takeFocus) panel.focus({ preventScroll: true });
}
