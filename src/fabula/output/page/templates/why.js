// Why something is marked: a small window at the mark, for pointer, touch and keyboard.
const why = $("why");
const METHODS = {
  explicit: "a name in the words that report it",
  anaphoric: "a pronoun or a description in the words that report it",
  conversation: "the turns of the conversation",
  action: "who acts in the same paragraph",
  cue: "a verb of thinking beside it",
  typography: "how it is set",
  "free indirect": "narration in the person’s own words",
  document: "who wrote what is quoted",
  corrected: "a reader’s correction",
  unknown: "nothing in the text tells",
};
const KIND_WORDS = { speech: "Speech", thought: "Thought", writing: "Writing", other: "Quoted" };
const shownWhy = { at: null, held: false, quiet: false, timer: 0 };

function explain(element, held = false) {
  const parts = reasons(element);
  if (!parts.length) return;
  clearTimeout(shownWhy.timer);
  if (shownWhy.at !== element) shownWhy.at?.removeAttribute("aria-describedby");
  Object.assign(shownWhy, { at: element, held, since: performance.now() });
  why.replaceChildren(...parts);
  why.hidden = false;
  element.setAttribute("aria-describedby", "why");
  place(element);
  renewChosen(why);
}
function unexplain(back = false) {
  clearTimeout(shownWhy.timer);
  if (why.hidden) return;
  const inside = why.contains(document.activeElement);
  why.hidden = true;
  const at = shownWhy.at;
  at?.removeAttribute("aria-describedby");
  Object.assign(shownWhy, { at: null, held: false });
  if (!at || !(inside || (back && at.contains(document.activeElement)))) return;
  shownWhy.quiet = true;
  again(at).focus({ preventScroll: true });
  shownWhy.quiet = false;
}
function place(element) {
  why.classList.remove("sheet");
  if (innerWidth < 640) { why.classList.add("sheet"); why.style.left = why.style.top = ""; return; }
  const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
  const { width, height } = why.getBoundingClientRect();
  const below = box.bottom + 8 + height < innerHeight;
  why.style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`;
  why.style.top = `${below ? box.bottom + 8 : Math.max(56, box.top - height - 8)}px`;
}

// What there is to say of an element of the text: one part for each thing that covers it.
function reasons(element) {
  const keys = (element.closest("[data-k]")?.dataset.k ?? "").split(" ").filter(Boolean);
  const quote = element.closest("q[data-u]");
  const letter = element.closest("[data-d]");
  const scene = element.closest("[data-scene]");
  const parts = keys.map((key) => {
    const place = Number(key.slice(1));
    if (key[0] === "m") return ofMention(place);
    if (key[0] === "e") return ofEvent(place);
    if (key[0] === "d") return ofDocument(given.documents[place]);
    if (key[0] === "n") return ofNote(place, element);
    return ofFeeling(place);
  });
  if (quote) parts.push(ofUtterance(Number(quote.dataset.u)));
  if (letter && on("letters")) parts.push(ofDocument(given.documents[Number(letter.dataset.d)]));
  if (scene) parts.push(ofScene(given.scenes[Number(scene.dataset.scene)]));
  return parts;
}
const reason = (title, ...lines) =>
  make("section", {}, make("p", { class: "head" }, title), lines.filter(Boolean).map((line) => make("p", {}, line)));
const row = (...children) => make("span", { class: "row" }, children);
const around = (start, end) => {
  const text = whole(), from = toUnits(start), to = toUnits(end);
  const before = oneLine(text.slice(Math.max(0, from - 32), from).replace(from > 32 ? /^\S*\s/ : "", ""));
  const behind = oneLine(text.slice(to, to + 32).replace(to + 32 < text.length ? /\s\S*$/ : "", ""));
  const gap = (one) => (/\s/.test(one ?? "") ? " " : "");
  return make("q", { class: "evidence" }, `…${before}${gap(text[from - 1])}`, make("mark", {}, oneLine(text.slice(from, to))), `${gap(text[to])}${behind}…`);
};

function ofMention(i) {
  const person = whoIs(i);
  return reason(
    row(nameButton(person)),
    `Meant by “${short(oneLine(textAt(mentions.start[i], mentions.end[i])), 60)}”, a ${KINDS[mentions.kind[i]]} · ${percent(mentions.sure[i])}`,
    row(button("This is somebody else", () => askSplit(i, person), { class: "act" })),
  );
}
function ofUtterance(i) {
  const u = utterances[i], speaker = speakerOf(i), to = [...new Set(u.to.map(sameAs))];
  const manners = [...new Set(u.manners.map(([kind]) => MANNERS[kind]))];
  const evidence = u.cue.length && u.mention.length
    ? [Math.min(u.cue[0], u.mention[0]), Math.max(u.cue[1], u.mention[1])] : u.cue.length ? u.cue : u.mention;
  const how = speakers.has(i) ? "Your correction" : `Found by ${METHODS[u.method] ?? u.method} · ${percent(u.sure)}`;
  const smooth = u.edits.length ? smoothed(u) : "";
  return reason(
    row(speaker < 0 ? "Nobody known" : nameButton(speaker), to.length ? [" to ", listed(to.map(nameButton))] : ""),
    [`${KIND_WORDS[u.kind]}${manners.length ? `, ${manners.join(", ")}` : ""}`],
    how,
    evidence.length ? around(...evidence) : "",
    ...u.manners.slice(0, 3).map(([kind, start, end, source, sure]) =>
      source === "typography" ? `${MANNERS[kind]}: by how it is written · ${percent(sure)}`
        : row(`${MANNERS[kind]}: the ${source} `, make("mark", {}, oneLine(textAt(start, end))), ` · ${percent(sure)}`)),
    smooth ? row("Smoothed: ", make("i", {}, smooth)) : "",
    row(button("Change the speaker", () => askSpeaker(i), { class: "act" })),
  );
}
function smoothed(u) {
  return oneLine(pairs(u.spans).map(([start, end]) => {
    let at = start, out = "";
    for (const [from, to, text] of u.edits) if (start <= from && to <= end) { out += textAt(at, from) + text; at = to; }
    return out + textAt(at, end);
  }).join(" "));
}
function ofEvent(i) {
  const parts = [];
  for (let k = 0; k < events.parts[i].length; k += 2)
    parts.push(row(nameButton(sameAs(events.parts[i][k])), ` ${ROLES[events.parts[i][k + 1]]}`));
  return reason(`Event: ${oneLine(textAt(events.start[i], events.end[i]))}`, ...parts, percent(events.sure[i]));
}
function ofDocument(d) {
  const parts = [];
  if (d.writer >= 0) parts.push(row("Written by ", nameButton(sameAs(d.writer))));
  if (d.to.length) parts.push(row("To ", listed(d.to.map(sameAs).map(nameButton))));
  if (d.readers.length) parts.push(row("Read by ", listed(d.readers.map(sameAs).map(nameButton))));
  if (d.finder >= 0) parts.push(row("Found by ", nameButton(sameAs(d.finder))));
  if (d.found.length) parts.push(around(...d.found));
  const method = d.method === "none" ? "" : `, by its ${d.method}`;
  return reason(d.kind === "other" ? "A document" : d.kind[0].toUpperCase() + d.kind.slice(1), ...parts, `${percent(d.sure)}${method}`);
}
function ofScene(scene) {
  return reason("A scene", "One place, one time and one cast, as the text tells them", percent(scene.sure));
}
function ofNote(i, element) {
  const note = given.notes[i];
  const start = element.closest("[data-k]") ? noteStart(i, element) : -1;
  const parts = [`${note.severity}, ${note.standing} · ${percent(note.sure)}`];
  if (note.agent >= 0) parts.push(row("Done by ", nameButton(sameAs(note.agent))));
  if (note.patient >= 0) parts.push(row("To ", nameButton(sameAs(note.patient))));
  return reason(note.category[0].toUpperCase() + note.category.slice(1), ...parts,
    row(button(view.seen.has(`${i}:${start}`) ? "Cover again" : "Uncover", () => uncover(i, start), { class: "act" }),
      button("It is no such thing", () => dismiss(i, start), { class: "act" })));
}
function noteStart(i, element) {
  const block = element.closest("[id^=b]"), from = Number(block.id.slice(1));
  const range = document.createRange();
  range.setStart(block, 0);
  range.setEndBefore(element);
  const place = from + [...range.toString()].length;
  return noted.within(place, place + 1).find((item) => item[2] === i)?.[0] ?? -1;
}
function uncover(i, start) {
  const key = `${i}:${start}`;
  if (!view.seen.delete(key)) view.seen.add(key);
  unexplain(true);
  renewAll();
}

book.addEventListener("pointerover", ({ target, pointerType }) => {
  if (pointerType === "touch" || shownWhy.held) return;
  clearTimeout(shownWhy.timer);
  const element = target.closest(MARKED());
  if (element) { if (element !== shownWhy.at) shownWhy.timer = setTimeout(explain, 350, element); } else leave();
});
book.addEventListener("pointerleave", leave);
why.addEventListener("pointerenter", () => clearTimeout(shownWhy.timer));
why.addEventListener("pointerleave", leave);
function leave() {
  clearTimeout(shownWhy.timer);
  if (!shownWhy.held && !why.hidden) shownWhy.timer = setTimeout(() => { if (!why.contains(document.activeElement)) unexplain(); }, 300);
}
book.addEventListener("click", (event) => {
  const element = event.target.closest(MARKED());
  if (event.target.closest("a, button, summary")) return;
  if (!element || String(getSelection())) { unexplain(); return; }
  // A click on the name in the margin, which lies outside the words themselves, chooses the speaker.
  const outside = element.matches("q") && ![...element.getClientRects()].some((box) =>
    event.clientX >= box.left - 1 && event.clientX <= box.right + 1 && event.clientY >= box.top && event.clientY <= box.bottom);
  const i = element.dataset.k?.match(/\bm(\d+)/)?.[1];
  if (outside && speakerOf(Number(element.dataset.u)) >= 0) choose(speakerOf(Number(element.dataset.u)));
  else if (i !== undefined) choose(whoIs(Number(i)));
  explain(again(element), true);
});
book.addEventListener("focusin", ({ target }) => { if (!shownWhy.quiet && target.matches(MARKED()) && target.matches(":focus-visible")) explain(target); });
// A page that is still coming to rest when a mark is chosen does not take the window away again.
addEventListener("scroll", () => { if (!why.hidden && performance.now() - shownWhy.since > 300 && shownWhy.at && !why.classList.contains("sheet") && !why.contains(document.activeElement)) unexplain(); }, { passive: true });

// What can be asked about, as the layers stand.
function MARKED() {
  const parts = ["[data-k^=m]", "[data-scene]"];
  if (on("speakers")) parts.push("q[data-u]");
  if (on("events") || on("feelings") || on("notes")) parts.push("[data-k]");
  if (on("letters")) parts.push("[data-d]", ".inset");
  return parts.join();
}
// The same mark, after the text around it was marked anew.
const again = (element) =>
  element.isConnected ? element : book.querySelector(`[data-k="${CSS.escape(element.dataset.k ?? "")}"]`) ?? element;
