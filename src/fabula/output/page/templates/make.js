// Elements made from plain values: text is text, never markup.
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false || value === null) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}
const button = (text, click, attributes = {}) => make("button", { type: "button", click, ...attributes }, text);
const nameButton = (person) =>
  person < 0
    ? "somebody"
    : make("button", { type: "button", class: `who ${colourOf(person)}`, "data-c": idOf(person) }, nameOf(person));
function listed(items, word = "and") {
  return items.flatMap((item, i) => (i === 0 ? [item] : [i === items.length - 1 ? ` ${word} ` : ", ", item]));
}
function personSelect(attributes, empty, chosen) {
  const select = make("select", attributes);
  if (empty !== undefined) select.append(make("option", { value: "" }, empty));
  people.forEach((person, place) => {
    if ((place < given.cast || place >= given.people.length) && sameAs(place) === place)
      select.append(make("option", { value: place, selected: place === chosen }, nameOf(place)));
  });
  return select;
}
const oneLine = (text) => text.replace(/\s+/g, " ").trim();
const short = (text, most = 90) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);
const percent = (sure) => `${sure}% sure`;
const plural = (count, one) => `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;
function announce(text) {
  $("said").textContent = text;
}
const store = {
  get(key) {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  },
  set(key, value) {
    try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; }
  },
};
