// Marks in the text. Only the stretches near the reader have them; those far away get theirs when they come near.
const SIGNS = {
  whisper: "pp", murmur: "p", shout: "ff", capitals: "ff", stammer: "tr.", sob: "sobs", laugh: "laughs", sigh: "sighs",
  snap: "snaps", plead: "pleads", tease: "teases", sing: "sings",
};
const MANNERS = {
  whisper: "whispered", murmur: "murmured", shout: "shouted", capitals: "in capitals", stammer: "stammered",
  sob: "sobbed", laugh: "laughing", sigh: "sighing", snap: "snapped", plead: "pleading", tease: "teasing",
  sing: "sung", interrupts: "interrupting", interrupted: "interrupted", "breaks off": "broken off",
  "trails off": "trailing off",
};
const on = (layer) => root.classList.contains(layer);
const view = { version: 0, chosen: -1, hit: null, seen: new Set() };
const near = new Set();
const watcher = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) { near.add(target); renew(target); } else near.delete(target);
    }
  },
  { rootMargin: "100% 0px" },
);

// After any change of what is shown: the near stretches now, the others when they come near.
function renewAll() {
  view.version++;
  for (const stretch of near) renew(stretch);
}

function renew(stretch) {
  if (stretch.version === view.version) return;
  stretch.version = view.version;
  const held = stretch.contains(document.activeElement) ? document.activeElement.dataset.k : undefined;
  for (const scene of stretch.querySelectorAll(".opens")) scene.remove();
  for (const block of stretch.querySelectorAll("[id^=b]")) {
    unmark(block);
    const start = Number(block.id.slice(1));
    const text = block.textContent;
    const end = start + (/[\ud800-\udfff]/.test(text) ? [...text].length : text.length);
    const items = [...marksWithin(start, end), ...insetsWithin(block, start, end)];
    for (const item of items) {
      item.from = units(text, Math.max(item.start - start, 0));
      item.to = units(text, Math.min(item.end, end) - start);
    }
    mark(block, items.filter((item) => item.from < item.to));
    if (on("scenes")) setScenes(block, start, end);
    if (on("feelings")) setBand(block, start, end);
  }
  setSpeakers(stretch);
  if (held !== undefined) stretch.querySelector(`[data-k="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
  if (!stop?.isConnected) settle();
}

function* marksWithin(from, to) {
  for (let i = after(mentions.start, from - 1); i < mentions.start.length && mentions.start[i] < to; i++) {
    const person = whoIs(i);
    const style = `m${mentions.kind[i] === 2 ? " pro" : ""}${person === view.chosen ? " on" : ""} ${colourOf(person)}`;
    yield { start: mentions.start[i], end: mentions.end[i], key: `m${i}`, style };
  }
  if (on("events"))
    for (let i = after(events.start, from - 1); i < events.start.length && events.start[i] < to; i++)
      yield { start: events.start[i], end: events.end[i], key: `e${i}`, style: "event" };
  if (on("voice") || on("smooth")) for (const [start, end, text] of edited.within(from, to)) yield { start, end, style: "edit", text };
  if (on("notes"))
    for (const [start, end, i] of noted.within(from, to))
      if (!dismissed.has(`${i}:${start}`))
        yield { start, end, key: `n${i}`, style: `note${view.seen.has(`${i}:${start}`) ? " seen" : ""}` };
  if (on("feelings")) yield* feelingMarks(from, to);
  if (view.hit && view.hit[0] < to && view.hit[1] > from) yield { start: view.hit[0], end: view.hit[1], style: "hit" };
}

// What is written, where it is only a part of its paragraph.
function* insetsWithin(block, from, to) {
  if (!on("letters") || block.closest(".letter, details")) return;
  for (const [start, end, i] of written.within(from, to)) yield { start, end, key: `d${i}`, style: "inset" };
}

function unmark(block) {
  const marks = block.querySelectorAll("span.k-");
  for (const element of marks) element.replaceWith(...element.childNodes);
  if (marks.length) block.normalize();
}

// Wraps the text of a block, cut where any mark begins or ends; a piece has the marks of all that cover it.
function mark(block, items) {
  if (!items.length) return;
  const cuts = [...new Set(items.flatMap((item) => [item.from, item.to]))].sort((a, b) => a - b);
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  let at = 0;
  for (let node of nodes) {
    const end = at + node.length;
    for (const cut of [...cuts.filter((place) => place > at && place < end), end]) {
      const over = items.filter((item) => item.from < cut && item.to > at);
      const rest = cut < end ? node.splitText(cut - at) : null;
      if (over.length) wrap(node, over, at);
      node = rest;
      at = cut;
    }
  }
}

function wrap(node, over, at) {
  const span = make("span", { class: ["k-", ...over.map((item) => item.style)].join(" ").trim() });
  const keys = over.map((item) => item.key).filter(Boolean);
  if (keys.length) {
    span.dataset.k = keys.join(" ");
    if (over.some((item) => item.key && item.from === at)) span.tabIndex = -1;
  }
  const edit = over.find((item) => item.text !== undefined);
  if (edit) span.dataset.s = edit.from === at ? edit.text : "";
  node.replaceWith(span);
  span.append(node);
}

// Names, colours and signs of the quotations of a stretch, as the corrections have them.
function setSpeakers(stretch) {
  const last = new Map();
  const first = new Map();
  for (const quote of stretch.querySelectorAll("q")) {
    const i = Number(quote.dataset.u);
    const speaker = speakerOf(i);
    if (!first.has(i)) first.set(i, quote);
    last.set(i, quote);
    quote.className = [speaker < 0 ? "x" : colourOf(speaker), speaker === view.chosen && speaker >= 0 ? "on" : ""].join(" ");
    quote.tabIndex = quote === stop ? 0 : -1;
    delete quote.dataset.v;
  }
  for (const [i, quote] of first) {
    const speaker = speakerOf(i);
    const name = speaker < 0 ? "?" : nameOf(speaker);
    quote.classList.toggle("changed", speakers.has(i));
    if (quote.dataset.n !== undefined) quote.dataset.n = name;
    else if (quote.dataset.l !== undefined || speakers.has(i)) quote.dataset.l = name;
  }
  for (const [i, quote] of last) {
    const signs = [...new Set(utterances[i].manners.map(([kind]) => SIGNS[kind]).filter(Boolean))];
    if (!signs.length) continue;
    quote.dataset.v = signs.join(" ");
    quote.dataset.w = utterances[i].manners.map(([kind]) => MANNERS[kind]).join(", ");
  }
}

function setScenes(block, start, end) {
  given.scenes.forEach((scene, i) => {
    if (scene.at[0] < start || scene.at[0] >= end) return;
    const parts = [make("b", {}, `Scene ${i + 1}`)];
    if (scene.standing !== "told") parts.push(scene.standing);
    if (scene.place >= 0) parts.push(nameOf(scene.place));
    for (const [from, to] of pairs(scene.times).slice(0, 2)) parts.push(oneLine(textAt(from, to)));
    if (scene.eyes >= 0) parts.push(make("span", {}, "through the eyes of ", nameButton(sameAs(scene.eyes))));
    const cast = [...new Set(scene.cast.map(sameAs))].slice(0, 6);
    if (cast.length) parts.push(make("span", {}, listed(cast.map(nameButton))));
    const inside = parts.flatMap((part, k) => (k ? [make("span", { class: "dot" }, " · "), part] : [part]));
    block.before(make("div", { class: "opens", role: "note", tabindex: "-1", "data-scene": i }, inside));
  });
}
