// The bar and the panel: layers, light, and which of the panel's parts is open.
const panel = $("panel");
const openers = [...document.querySelectorAll(".bar nav button")];
const narrow = () => innerWidth < 640;

function openPanel(id, focus = true) {
  const at = topOffset();
  const was = root.classList.contains("open");
  root.classList.add("open");
  root.dataset.panel = id;
  for (const section of panel.querySelectorAll(":scope > section")) section.hidden = section.id !== id;
  for (const opener of openers) opener.setAttribute("aria-expanded", String(opener.getAttribute("aria-controls") === id));
  panel.scrollTop = 0;
  if (!was && !narrow() && scrollY > 200) keepPlace(at);
  if (focus) $(`${id}-title`).focus({ preventScroll: true });
  unexplain();
}
function closePanel(back = true) {
  if (!root.classList.contains("open")) return;
  const at = topOffset();
  const opener = openers.find((one) => one.getAttribute("aria-controls") === root.dataset.panel);
  root.classList.remove("open");
  delete root.dataset.panel;
  for (const one of openers) one.setAttribute("aria-expanded", "false");
  if (!narrow() && scrollY > 200) keepPlace(at);
  if (back) opener?.focus({ preventScroll: true });
}
function keepPlace(offset) {
  const block = blocks[blockAt(offset)];
  if (block) scrollTo({ top: scrollY + block.getBoundingClientRect().top - 64, behavior: "instant" });
}
for (const opener of openers) {
  opener.addEventListener("click", () => {
    const id = opener.getAttribute("aria-controls");
    if (root.dataset.panel === id) closePanel();
    else openPanel(id);
  });
}
panel.querySelector(".close").addEventListener("click", () => closePanel());

const layers = $("layers");
const more = document.querySelector(".more");
more.addEventListener("click", () => more.setAttribute("aria-expanded", String(layers.classList.toggle("shown"))));
document.addEventListener("click", (event) => {
  if (!event.target.closest("#layers, .more")) closeLayers();
});
function closeLayers(back = false) {
  if (!layers.classList.contains("shown")) return;
  layers.classList.remove("shown");
  more.setAttribute("aria-expanded", "false");
  if (back) more.focus();
}
for (const box of layers.querySelectorAll("input")) {
  box.checked = on(box.value);
  box.addEventListener("change", () => {
    root.classList.toggle(box.value, box.checked);
    unexplain();
    renewAll();
    keepSettings();
  });
}
const theme = $("theme");
const THEMES = { "": "as the system has it", light: "light", dark: "dark" };
function nameTheme() {
  theme.setAttribute("aria-label", `Light and dark: ${THEMES[root.dataset.theme ?? ""]}`);
  theme.title = theme.getAttribute("aria-label");
}
nameTheme();
theme.addEventListener("click", () => {
  const order = Object.keys(THEMES);
  const next = order[(order.indexOf(root.dataset.theme ?? "") + 1) % order.length];
  if (next) root.dataset.theme = next;
  else delete root.dataset.theme;
  nameTheme();
  announce(theme.title);
  keepSettings();
});
function keepSettings() {
  const chosen = [...layers.querySelectorAll("input:checked")].map((box) => box.value).filter((layer) => layer !== "notes");
  store.set("fabula", { theme: root.dataset.theme ?? "", layers: chosen });
}

// Content notes, hidden until asked for.
const EXCERPT = 120;
function showNotes() {
  const box = $("noted");
  const limit = make("p", { class: "none" }, "Looked for in the story itself, not in its author’s notes or tags. What is only hinted at is not seen.");
  if (!given.notes.length) return box.replaceChildren(make("p", { class: "none" }, "None was found. "), limit);
  if (!view.notes) {
    return box.replaceChildren(
      make("p", {}, "What a reader may want to be warned of. The notes tell a little of the plot."),
      button("Show the notes", () => { view.notes = true; showNotes(); box.querySelector("h3")?.focus(); }, { class: "act" }),
    );
  }
  const groups = new Map();
  given.notes.forEach((note, i) => groups.set(note.category, [...(groups.get(note.category) ?? []), [note, i]]));
  const found = [...groups].map(([category, notes]) =>
    make("section", { class: "group" },
      make("h3", { tabindex: "-1" }, category),
      make("ul", {}, notes.flatMap(([note, i]) => pairs(note.spans).map(([start, end]) => noteItem(note, i, start, end))))));
  const missing = given.notFound.length
    ? [make("section", { class: "group" }, make("h3", {}, "Looked for and not found"), make("p", {}, `${given.notFound.join(", ")}.`))] : [];
  box.replaceChildren(...found, ...missing, limit);
}
// A passage of a note: the way to it, how it stands, and its words once they are uncovered, here and in the text.
function noteItem(note, i, start, end) {
  const key = `${i}:${start}`, gone = dismissed.has(key), seen = view.seen.has(key);
  return make("li", { class: gone ? "gone" : undefined },
    make("a", { href: `#${blocks[blockAt(start)]?.id}`, "data-at": start, "data-to": end }, chapterAt(start) || "In the text"),
    ` · ${note.severity}, ${note.standing === "denied" ? "said not to be so" : note.standing} `,
    make("small", {}, percent(note.sure)),
    seen ? around(start, Math.min(end, start + EXCERPT)) : "",
    make("span", { class: "row" },
      button(seen ? "Cover again" : "Uncover",
        () => { uncover(i, start); showNotes(); $("noted").querySelector(`[data-note="${key}"]`)?.focus(); },
        { class: "act", "data-note": key, "aria-label": `${seen ? "Cover again" : "Uncover"} this note of ${note.category}` }),
      gone ? make("small", {}, "dismissed")
        : button("Dismiss", () => dismiss(i, start), { class: "act", "aria-label": `Dismiss this note of ${note.category}` })));
}
