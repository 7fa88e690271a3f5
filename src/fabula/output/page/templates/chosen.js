// A chosen character: the same one everywhere on the page.
const chosenBar = $("chosen");
function choose(person) {
  view.chosen = person === view.chosen ? -1 : person;
  view.places = undefined;
  root.classList.toggle("one", view.chosen >= 0);
  renewAll();
  renewChosen(document);
  showChosen();
  searchBy(view.chosen);
  announce(view.chosen < 0 ? "Nobody is chosen" : `${nameOf(view.chosen)} is chosen`);
}
function renewChosen(within) {
  const chosen = view.chosen < 0 ? "" : String(idOf(view.chosen));
  for (const element of within.querySelectorAll("[data-c]")) {
    const mine = element.getAttribute("data-c").split(" ").includes(chosen);
    element.classList.toggle("dim", chosen !== "" && !mine);
    element.classList.toggle("lit", chosen !== "" && mine);
    if (element.matches("button")) element.setAttribute("aria-pressed", String(mine));
  }
}
function places() {
  if (view.places) return view.places;
  const found = [];
  for (let i = 0; i < mentions.start.length; i++) if (whoIs(i) === view.chosen) found.push([mentions.start[i], mentions.end[i]]);
  utterances.forEach((u, i) => { if (speakerOf(i) === view.chosen) found.push([u.spans[0], u.spans[1]]); });
  found.sort((a, b) => a[0] - b[0]);
  return (view.places = found.filter((one, i) => !i || one[0] !== found[i - 1][0]));
}
function showChosen(at = -1) {
  chosenBar.hidden = view.chosen < 0;
  if (view.chosen < 0) return chosenBar.replaceChildren();
  const count = places().length;
  chosenBar.className = colourOf(view.chosen);
  chosenBar.replaceChildren(
    make("b", {}, nameOf(view.chosen)),
    button("‹", () => step(-1), { "aria-label": "The place before", disabled: !count }),
    make("span", { class: "count" }, at < 0 ? plural(count, "place") : `${(at + 1).toLocaleString("en")} of ${count.toLocaleString("en")}`),
    button("›", () => step(1), { "aria-label": "The next place", disabled: !count }),
    button("×", () => { choose(view.chosen); }, { "aria-label": `Let ${nameOf(view.chosen)} go` }),
  );
}
function step(way) {
  const list = places();
  const from = view.hit && list.some((one) => one[0] === view.hit[0]) ? view.hit[0] : topOffset();
  let at = after(list, way > 0 ? from : from - 1, (one) => one[0]) - (way > 0 ? 0 : 1);
  at = (at + list.length) % list.length;
  const label = way > 0 ? "The next place" : "The place before";
  jump(...list[at]);
  showChosen(at);
  [...chosenBar.querySelectorAll("button")].find((one) => one.getAttribute("aria-label") === label)?.focus({ preventScroll: true });
}
function topOffset() {
  const limit = 60;
  let low = 0, high = stretches.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (stretches[middle].getBoundingClientRect().bottom > limit) high = middle;
    else low = middle + 1;
  }
  const inside = [...(stretches[low]?.querySelectorAll("[id^=b]") ?? [])];
  const block = inside.find((one) => one.getBoundingClientRect().bottom > limit) ?? inside.at(-1);
  return block ? Number(block.id.slice(1)) : 0;
}

// Goes to characters [start, end) of the text and shows them.
function jump(start, end = start + 1, focus = false) {
  const block = blocks[blockAt(start)];
  if (!block) return;
  view.hit = [start, end];
  view.version++;
  block.closest("details")?.setAttribute("open", "");
  block.scrollIntoView({ block: "center", behavior: "instant" });
  near.add(block.closest(".k"));
  for (const stretch of near) renew(stretch);
  const hit = block.querySelector(".hit");
  if (hit) {
    hit.scrollIntoView({ block: "center", behavior: "instant" });
    if (focus) { hit.tabIndex = -1; hit.focus({ preventScroll: true }); }
  }
}
document.addEventListener("click", (event) => {
  const who = event.target.closest("button.who, .chart [data-c]:not(a), .chart a[data-c]:not([data-at])");
  if (who && !who.matches("article")) {
    const person = personOf.get(Number(who.getAttribute("data-c").split(" ")[0])) ?? people.findIndex((one) => String(one.id) === who.getAttribute("data-c"));
    const at = event.target.closest("[data-at]");
    if (person >= 0 && !at) { event.preventDefault(); choose(person); return; }
  }
  const at = event.target.closest("[data-at]");
  if (at) {
    event.preventDefault();
    const start = Number(at.getAttribute("data-at"));
    if (narrow()) closePanel(false);
    jump(start, Number(at.getAttribute("data-to") ?? start + 1), true);
  }
});
