// Search: a concordance of words, of what somebody says, of whom somebody speaks to, in what manner, near whom.
const query = $("query");
const results = $("results");
const further = $("further");
const PAGE = 60;
const AROUND = 60;
let hits = [];

function fillSearch() {
  for (const name of ["by", "to", "near"]) {
    const old = query.elements[name], value = old.value;
    const select = personSelect({ name, "aria-label": old.getAttribute("aria-label") }, "anybody", value === "" ? -1 : Number(value));
    old.replaceWith(select);
  }
}
{
  const kinds = new Set(utterances.flatMap((u) => u.manners.map(([kind]) => kind)));
  query.elements.manner.append(...Object.entries(MANNERS).filter(([kind]) => kinds.has(kind)).map(([kind, words]) => make("option", { value: kind }, words)));
}

function pattern(words) {
  const escaped = words.trim().split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/['’‘]/g, "['’‘]").replace(/["“”]/g, "[\"“”]"));
  const before = /^[\p{L}\p{N}]/u.test(words.trim()) ? "(?<![\\p{L}\\p{N}])" : "";
  return new RegExp(before + escaped.join("\\s+"), "giu");
}
// All places that the query asks for, as [start, end, utterance or -1], offsets in code points.
function find({ words, by, to, manner, near: close }) {
  const lines = by >= 0 || to >= 0 || manner;
  const fits = (i) => (by < 0 || speakerOf(i) === by) && (to < 0 || utterances[i].to.some((one) => sameAs(one) === to)) &&
    (!manner || utterances[i].manners.some(([kind]) => kind === manner));
  let found = [];
  if (words.trim()) {
    for (const match of whole().matchAll(pattern(words))) {
      const start = toPoints(match.index), end = toPoints(match.index + match[0].length);
      const line = said.within(start, end).find((row) => row[0] <= start && row[1] >= end)?.[2] ?? -1;
      if (!lines || (line >= 0 && fits(line))) found.push([start, end, line]);
    }
  } else if (lines) {
    utterances.forEach((u, i) => { if (fits(i)) found.push([u.spans[0], u.spans[1], i]); });
    found.sort((a, b) => a[0] - b[0]);
  } else if (close >= 0) {
    for (let i = 0; i < mentions.start.length; i++) if (whoIs(i) === close) found.push([mentions.start[i], mentions.end[i], -1]);
    return found;
  }
  if (close >= 0) {
    const held = new Set();
    for (let i = 0; i < mentions.start.length; i++) if (whoIs(i) === close) held.add(blockAt(mentions.start[i]));
    found = found.filter(([start]) => held.has(blockAt(start)));
  }
  return found;
}

function asked() {
  const person = (name) => (query.elements[name].value === "" ? -1 : Number(query.elements[name].value));
  return { words: query.elements.words.value, by: person("by"), to: person("to"), manner: query.elements.manner.value, near: person("near") };
}
function search() {
  const what = asked();
  const empty = !what.words.trim() && what.by < 0 && what.to < 0 && what.near < 0 && !what.manner;
  hits = empty ? [] : find(what);
  results.replaceChildren();
  $("found").textContent = empty ? "" : hits.length ? plural(hits.length, "place") : "Nothing was found";
  showHits();
}
function showHits() {
  const from = results.children.length;
  results.append(...hits.slice(from, from + PAGE).map(concordance));
  further.hidden = results.children.length >= hits.length;
}
function concordance([start, end, line]) {
  const text = whole(), from = toUnits(start), to = toUnits(end);
  const left = oneLine(text.slice(Math.max(0, from - AROUND), from)), right = oneLine(text.slice(to, to + AROUND));
  const spaced = (one) => (/\s/.test(one ?? "") ? " spaced" : "");
  const speaker = line >= 0 ? speakerOf(line) : -1;
  const where = [speaker >= 0 ? nameOf(speaker) : line >= 0 ? "nobody known" : "", chapterAt(start)].filter(Boolean).join(" · ");
  return make("li", {},
    make("a", { href: `#${blocks[blockAt(start)]?.id}`, "data-at": start, "data-to": end },
      make("span", { class: "line" },
        make("span", { class: `left${spaced(text[from - 1])}` }, make("bdi", {}, left)),
        make("mark", {}, short(oneLine(text.slice(from, to)), 160)),
        make("span", { class: `right${spaced(text[to])}` }, right)),
      make("small", { class: speaker >= 0 ? colourOf(speaker) : undefined }, where)));
}
let waiting = 0;
query.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 120); });
query.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(waiting); search(); });
further.addEventListener("click", () => {
  const from = results.children.length;
  showHits();
  results.children[from]?.querySelector("a").focus();
});
// A chosen character is searched for as well, unless the reader is searching for somebody else already.
function searchBy(person) {
  const { by, near: close } = query.elements;
  if (by.value === "") {
    close.value = person < 0 ? "" : String(person);
    if (root.dataset.panel === "search" || results.children.length) search();
  }
}
function linesOf(person) {
  query.reset();
  query.elements.by.value = String(person);
  openPanel("search");
  search();
}
document.addEventListener("click", ({ target }) => {
  const lines = target.closest("[data-lines]");
  if (lines) linesOf(personOf.get(Number(lines.dataset.lines)));
});
