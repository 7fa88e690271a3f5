// The reading as the page was given it. Offsets count code points of the story's text; people are places in `people`.
const root = document.documentElement;
const book = document.querySelector(".book");
const $ = (id) => document.getElementById(id);
const given = JSON.parse($("data").textContent);
const people = given.people.map(([id, name, colour]) => ({ id, name, colour }));
const personOf = new Map(people.map((person, place) => [person.id, place]));
const KINDS = ["name", "noun", "pronoun"];
const ROLES = ["does it", "undergoes it", "receives it"];

const mentions = { start: [], end: [], who: [], kind: [], sure: [] };
for (let i = 0, at = 0; i < given.mentions.length; i += 5) {
  at += given.mentions[i];
  mentions.start.push(at);
  mentions.end.push(at + given.mentions[i + 1]);
  mentions.who.push(given.mentions[i + 2]);
  mentions.kind.push(given.mentions[i + 3]);
  mentions.sure.push(given.mentions[i + 4]);
}
const utterances = given.utterances.map(
  ([spans, kind, speaker, to, method, sure, cue, mention, manners = [], edits = []]) =>
    ({ spans, kind, speaker, to, method, sure, cue, mention, manners, edits }),
);
const events = { start: [], end: [], sure: [], parts: [] };
for (let i = 0, at = 0; i < given.events.length; i++) {
  const [distance, length, sure, ...parts] = given.events[i];
  at += distance;
  events.start.push(at);
  events.end.push(at + length);
  events.sure.push(sure);
  events.parts.push(parts);
}

// A list of spans as an index that can be asked what overlaps [from, to).
function spansOf(rows) {
  rows.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const longest = rows.reduce((most, [start, end]) => Math.max(most, end - start), 0);
  return {
    rows,
    within(from, to) {
      const found = [];
      for (let i = after(rows, from - longest - 1, (row) => row[0]); i < rows.length && rows[i][0] < to; i++)
        if (rows[i][1] > from) found.push(rows[i]);
      return found;
    },
  };
}

// The first place in a sorted list whose value is greater than `value`.
function after(list, value, of = (item) => item) {
  let low = 0, high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (of(list[middle]) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

const pairs = (flat) => Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
const said = spansOf(utterances.flatMap((u, i) => pairs(u.spans).map(([start, end]) => [start, end, i])));
const edited = spansOf(utterances.flatMap((u) => u.edits.map(([start, end, text]) => [start, end, text])));
const written = spansOf(given.documents.flatMap((d, i) => pairs(d.spans).map(([start, end]) => [start, end, i])));
const noted = spansOf(given.notes.flatMap((note, i) => pairs(note.spans).map(([start, end]) => [start, end, i])));

// The blocks of the text, and the stretches that hold them.
const stretches = [...book.querySelectorAll(".k")];
const blocks = [...book.querySelectorAll(".k [id^=b]")];
const starts = blocks.map((block) => Number(block.id.slice(1)));
const gaps = new Map(given.gaps);

const blockAt = (offset) => Math.max(after(starts, offset) - 1, 0);
const chapterAt = (offset) => given.chapters[after(given.chapters, offset, (chapter) => chapter[0]) - 1]?.[1] ?? "";

const ASTRAL = /[\ud800-\udbff][\udc00-\udfff]/g;
function units(text, points) {
  if (!/[\ud800-\udfff]/.test(text)) return points;
  let at = 0;
  for (; points > 0 && at < text.length; points--) at += text.codePointAt(at) > 0xffff ? 2 : 1;
  return at;
}

// The whole text as the story has it, and the way from code points to the units that a browser counts and back.
let wholeText;
function whole() {
  if (wholeText !== undefined) return wholeText;
  const parts = [];
  let end = 0;
  const gap = (at) => gaps.get(at) ?? "\n\n";
  blocks.forEach((block, i) => {
    parts.push(gap(end), block.textContent);
    end = starts[i] + [...parts.at(-1)].length;
  });
  if (!blocks.length || gaps.has(end)) parts.push(gap(end));
  wholeText = parts.join("");
  return wholeText;
}
let astral;
function astrals() {
  if (!astral) {
    let before = 0;
    astral = [...whole().matchAll(ASTRAL)].map((found) => found.index - before++);
  }
  return astral;
}
const toUnits = (point) => point + after(astrals(), point - 1);
function toPoints(unit) {
  const list = astrals();
  let low = 0, high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] + middle < unit) low = middle + 1;
    else high = middle;
  }
  return unit - low;
}
const textAt = (start, end) => whole().slice(toUnits(start), toUnits(end));
