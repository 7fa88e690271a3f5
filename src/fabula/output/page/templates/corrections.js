// Making corrections, and the file of them.
const pending = $("pending");

// A small form in the window at the mark: a question, its fields, and what to do with the answer.
function ask(title, fields, done) {
  const form = make("form", { class: "ask" }, make("p", { class: "head" }, title), fields,
    make("span", { class: "row" }, make("button", { type: "submit", class: "act" }, "Save"), button("Cancel", () => unexplain(true), { class: "act" })));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    done(form.elements);
    unexplain(true);
  });
  shownWhy.held = true;
  why.replaceChildren(form);
  if (shownWhy.at) place(shownWhy.at);
  form.querySelector("select, input").focus();
}
const NEW = "new";
function personField(label, name, chosen, empty) {
  return make("label", {}, `${label} `, personSelect({ name }, empty, chosen));
}

function askSpeaker(i) {
  const u = utterances[i];
  ask("Who says this?", [personField("Speaker", "person", speakerOf(i), "nobody known")], ({ person }) =>
    correct({ do: "speaker", at: anchor(u.spans[0], u.spans.at(-1)), speaker: person.value === "" ? null : reference(Number(person.value)) }));
}
function askSplit(i, person) {
  const text = oneLine(textAt(mentions.start[i], mentions.end[i]));
  const place = anchor(mentions.start[i], mentions.end[i]);
  const whose = reference(person);
  const known = corrections.filter((one) => one.do === "split").map((one) => one.name);
  ask(`Who is “${short(text, 40)}”, if not ${nameOf(person)}?`,
    [make("label", {}, "Name ", make("input", { name: "name", required: true, maxlength: 80, list: "split", value: mentions.kind[i] === 2 ? known.at(-1) ?? "" : text })),
      make("datalist", { id: "split" }, [...new Set([...known, ...[...people.keys()].filter((place) => place < given.cast && place !== person).map(nameOf)])]
        .map((name) => make("option", { value: name })))],
    ({ name }) => {
      const before = corrections.find((one) => one.do === "split" && one.name === name.value.trim());
      if (!before) return correct({ do: "split", person: whose, mentions: [place], name: name.value.trim() });
      before.mentions.push(place);
      return corrected(inWords(before));
    });
}
function askPerson(person, from) {
  shownWhy.at = from;
  why.hidden = false;
  ask(`${nameOf(person)}`,
    [make("label", {}, "Name ", make("input", { name: "name", required: true, maxlength: 80, value: nameOf(person) })),
      personField("The same as", "other", -1, "nobody else")],
    ({ name, other }) => {
      const named = name.value.trim();
      if (other.value !== "" && Number(other.value) !== person) {
        const both = [reference(Number(other.value)), reference(person)];
        if (both.every(Boolean)) correct({ do: "merge", people: both });
        else announce("The text has no words for one of them");
      }
      else if (named !== nameOf(person)) correct({ do: "rename", person: reference(person), name: named });
    });
}
function dismiss(i, start) {
  const note = given.notes[i];
  const [from, to] = pairs(note.spans).find((span) => span[0] === start) ?? note.spans;
  unexplain(true);
  correct({ do: "dismiss", category: note.category, at: anchor(from, to) });
}
document.addEventListener("click", ({ target }) => {
  const opener = target.closest("[data-correct]");
  if (opener) askPerson(sameAs(personOf.get(Number(opener.dataset.correct))), opener);
});

// The file holds what this reading was made with too, so that it says all that is corrected.
function file() {
  const taken = new Set(withdrawn.map(alike));
  const all = [...given.held.map(({ made }) => made).filter((made) => !taken.has(alike(made))), ...corrections];
  const head = { format: "fabula corrections", version: 1, title: given.title, sha256: given.sha256 };
  return JSON.stringify({ ...head, corrections: all, ...(withdrawn.length ? { withdrawn } : {}) }, null, 2);
}
const FILE = `${given.title.replace(/[^\p{L}\p{N}]+/gu, "_").replace(/^_+|_+$/g, "").slice(0, 60) || "story"}.corrections.json`;
function download() {
  const url = URL.createObjectURL(new Blob([file(), "\n"], { type: "application/json" }));
  make("a", { href: url, download: FILE }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
async function bring(input) {
  try {
    const read = JSON.parse(await input.files[0].text());
    if (read.format !== "fabula corrections" || !Array.isArray(read.corrections)) throw new Error("not corrections");
    const other = read.sha256 !== given.sha256;
    const known = new Set([...held, ...corrections.map(alike)]);
    corrections = [...corrections, ...read.corrections.filter((made) => !known.has(alike(made)))];
    corrected(other ? "These corrections were made on another text; those that still stand are used" : "The corrections were brought in");
  } catch {
    announce("This file holds no corrections");
    pending.querySelector(".fault").textContent = "This file holds no corrections.";
  }
}
function showCorrections(kept = true) {
  const stand = apply();
  const bringing = make("input", { type: "file", accept: "application/json,.json", class: "away", id: "bring", change: ({ target }) => bring(target) });
  pending.replaceChildren(
    make("p", {}, "Point at a line, a name or a note in the text, or open a card of the cast, to correct it. The page shows your corrections at once; to have a reading made with them, save the file and give it to"),
    make("pre", {}, make("code", {}, `fabula read ${given.file} -c ${FILE}`)),
    corrections.length
      ? make("ol", { class: "pending" }, corrections.map((one, i) => make("li", {},
          make("span", {}, inWords(one), stand[i] ? "" : make("small", {}, " (not found in this reading)")), " ",
          button("Undo", () => undo(i), { class: "act", "aria-label": `Undo: ${inWords(one)}` }))))
      : make("p", { class: "none" }, given.held.length ? "No new corrections." : "No corrections yet."),
    ...(given.held.length
      ? [make("h3", {}, "This reading was made with"),
         make("ol", { class: "pending" }, given.held.map(({ made, applied, problem }) => {
           const back = withdrawn.some((other) => alike(other) === alike(made));
           return make("li", {}, make("span", {}, inWords(made),
             problem ? make("small", {}, ` (${applied ? "" : "kept, not applied: "}${problem})`) : "",
             back ? make("small", {}, " (taken back, once the file is given to fabula read)") : ""), " ",
             button(back ? "Keep it" : "Take it back", () => takeBack(made, !back), { class: "act", "aria-label": `${back ? "Keep" : "Take back"}: ${inWords(made)}` }));
         }))]
      : []),
    kept ? "" : make("p", { class: "none" }, "This browser does not keep them: save the file before you close the page."),
    make("p", { class: "acts" },
      corrections.length || withdrawn.length ? button("Save the file", download, { class: "act main" }) : "",
      make("label", { for: "bring", class: "act" }, "Bring in a file"), bringing),
    make("p", { class: "fault", role: "alert" }),
  );
  const opener = openers.find((one) => one.getAttribute("aria-controls") === "corrections");
  const many = corrections.length + withdrawn.length;
  opener.textContent = many ? `Corrections (${many})` : "Corrections";
  fillSearch();
}
function takeBack(made, back) {
  withdrawn = withdrawn.filter((other) => alike(other) !== alike(made));
  if (back) withdrawn.push(made);
  corrected(`${back ? "Taken back" : "Kept"}: ${inWords(made)}`);
  $("corrections-title").focus({ preventScroll: true });
}
function undo(i) {
  const [gone] = corrections.splice(i, 1);
  corrected(`Undone: ${inWords(gone)}`);
  $("corrections-title").focus({ preventScroll: true });
}
// Names on the page that were written when it was made.
function renewNames() {
  for (const element of document.querySelectorAll(".who[data-c]")) {
    const person = personOf.get(Number(element.dataset.c));
    if (person !== undefined) element.textContent = nameOf(sameAs(person));
  }
  for (const card of document.querySelectorAll(".card")) {
    const person = personOf.get(Number(card.dataset.c));
    card.classList.toggle("merged", sameAs(person) !== person);
  }
  if (view.chosen >= 0) { view.places = undefined; view.chosen = sameAs(view.chosen); if (!people[view.chosen]) choose(view.chosen); showChosen(); }
}
