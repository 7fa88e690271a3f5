// The reading as the corrections have it: who is who, who speaks, what each is called. Nothing here changes what was
// given; undoing a correction is leaving it out and starting again.
let corrections = [];
// Of the corrections that this reading was made with, those that the reader takes back.
let withdrawn = [];
let speakers = new Map();
let moved = new Map();
let same = [];
let called = [];
let dismissed = new Set();
const KEPT = `fabula:${given.sha256}`;
const WITHDRAWN = `${KEPT}:withdrawn`;
const alike = (one) => JSON.stringify(one);
const held = new Set(given.held.map(({ made }) => alike(made)));

const sameAs = (person) => {
  while (person >= 0 && same[person] !== undefined && same[person] !== person) person = same[person];
  return person;
};
const nameOf = (person) => called[person] ?? people[person].name;
const idOf = (person) => people[person].id;
const colourOf = (person) => (person < 0 ? "" : people[person].colour);
const whoIs = (mention) => sameAs(moved.get(mention) ?? mentions.who[mention]);
const speakerOf = (utterance) => sameAs(speakers.has(utterance) ? speakers.get(utterance) : utterances[utterance].speaker);

const mentionAt = (start, end) => {
  for (let i = after(mentions.start, start - 1); mentions.start[i] === start; i++) if (mentions.end[i] === end) return i;
  return -1;
};
const utteranceAt = (start, end) => {
  const found = said.within(start, Math.max(end, start + 1)).find((row) => row[0] === start);
  return found ? found[2] : -1;
};
const personAt = (person) => {
  const mention = mentionAt(person.at.start, person.at.end);
  return mention < 0 ? people.findIndex((one) => one.name === person.name) : whoIs(mention);
};

// A place in the text as others can find it again: its offsets, its words, and those around them.
function anchor(start, end) {
  const text = whole(), from = toUnits(start), to = toUnits(end);
  return {
    start, end,
    exact: text.slice(from, to),
    prefix: [...text.slice(Math.max(0, from - 64), from)].slice(-32).join(""),
    suffix: [...text.slice(to, to + 64)].slice(0, 32).join(""),
  };
}
function reference(person) {
  let best = -1;
  for (let i = 0; i < mentions.start.length; i++) {
    if (whoIs(i) !== person) continue;
    if (mentions.kind[i] === 0) { best = i; break; }
    if (best < 0) best = i;
  }
  return best < 0 ? null : { name: people[person].name, at: anchor(mentions.start[best], mentions.end[best]) };
}

// Applies the corrections in order; says of each whether this reading has what it speaks of.
function apply() {
  people.length = given.people.length;
  speakers = new Map(); moved = new Map(); same = []; called = []; dismissed = new Set();
  return corrections.map((one) => {
    try {
      return applyOne(one);
    } catch {
      return false;
    }
  });
}
function applyOne(one) {
  if (one.do === "speaker") {
    const i = utteranceAt(one.at.start, one.at.end);
    const person = one.speaker === null ? -1 : personAt(one.speaker);
    if (i < 0 || (one.speaker !== null && person < 0)) return false;
    speakers.set(i, person);
  } else if (one.do === "merge") {
    const [first, ...others] = one.people.map(personAt);
    if (first < 0) return false;
    for (const other of others) if (other >= 0 && other !== first) same[other] = first;
    return others.some((other) => other >= 0);
  } else if (one.do === "split") {
    const found = one.mentions.map(({ start, end }) => mentionAt(start, end)).filter((i) => i >= 0);
    if (!found.length) return false;
    const old = personAt(one.person), bearing = [...people.keys()].filter((place) =>
      place !== old && sameAs(place) === place && nameOf(place).toLowerCase() === one.name.toLowerCase());
    if (bearing.length !== 1) people.push({ id: -people.length, name: one.name, colour: "" });
    for (const i of found) moved.set(i, bearing.length === 1 ? bearing[0] : people.length - 1);
  } else if (one.do === "rename") {
    const person = personAt(one.person);
    if (person < 0) return false;
    called[person] = one.name;
  } else if (one.do === "dismiss") {
    let found = false;
    for (const [start, end, i] of noted.rows)
      if (start === one.at.start && end === one.at.end && given.notes[i].category === one.category) {
        dismissed.add(`${i}:${start}`);
        found = true;
      }
    return found;
  } else return false;
  return true;
}

function correct(one) {
  corrections = corrections.filter((other) => !replaces(one, other));
  corrections.push(one);
  corrected(inWords(one));
}
function replaces(one, other) {
  if (one.do !== other.do) return false;
  if (one.do === "speaker") return one.at.start === other.at.start && one.at.end === other.at.end;
  if (one.do === "rename") return personAt(one.person) === personAt(other.person);
  return false;
}
function corrected(what) {
  const kept = store.set(KEPT, corrections) && store.set(WITHDRAWN, withdrawn);
  showCorrections(kept);
  renewAll();
  renewNames();
  showNotes();
  announce(what);
}
// A correction in words.
function inWords(one) {
  const name = (person) => (person === null ? "nobody known" : person.name);
  switch (one.do) {
    case "speaker": return `“${short(oneLine(one.at.exact), 60)}” is said by ${one.speaker ? nameFor(one.speaker) : "nobody known"}`;
    case "merge": return `${listed(one.people.map(name)).join("")} are one`;
    case "split": return `${one.name} is not ${name(one.person)} (${plural(one.mentions.length, "mention")})`;
    case "rename": return `${name(one.person)} is named ${one.name}`;
    case "dismiss": return `“${short(oneLine(one.at.exact), 60)}” is no ${one.category}`;
    default: return `a correction of a kind this page does not know: ${one.do}`;
  }
}
const nameFor = (person) => {
  const found = personAt(person);
  return found < 0 ? person.name : nameOf(found);
};
