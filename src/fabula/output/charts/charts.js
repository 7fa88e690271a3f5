// Charts: each is one stop of the Tab key; arrows lead from mark to mark; what a mark stands for is written under it.
for (const chart of document.querySelectorAll(".chart .scroll")) {
  const marks = [...chart.querySelectorAll("a[href], button")];
  const rows = [...new Set(marks.map((mark) => mark.closest("tr")))];
  const reach = (mark) => marks.forEach((one) => one.setAttribute("tabindex", one === mark ? "0" : "-1"));
  reach(marks[0]);
  const middle = (mark) => { const box = mark.getBoundingClientRect(); return box.left + box.width / 2; };
  const beside = (mark, way) => {
    const at = rows.indexOf(mark.closest("tr")) + way;
    const others = marks.filter((one) => one.closest("tr") === rows[at]);
    return others.reduce((best, one) => Math.abs(middle(one) - middle(mark)) < Math.abs(middle(best) - middle(mark)) ? one : best, others[0]);
  };
  chart.addEventListener("keydown", (event) => {
    const mark = event.target.closest("a[href], button");
    if (!mark || event.altKey || event.ctrlKey || event.metaKey) return;
    const at = marks.indexOf(mark), up = rows.length > 1;
    const next = {
      ArrowRight: () => marks[at + 1], ArrowLeft: () => marks[at - 1], Home: () => marks[0], End: () => marks.at(-1),
      ArrowDown: () => up ? beside(mark, 1) : marks[at + 1], ArrowUp: () => up ? beside(mark, -1) : marks[at - 1],
    }[event.key];
    if (!next) return;
    event.preventDefault();
    const to = next();
    if (!to) return;
    reach(to);
    to.focus();
    to.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  if (!chart.querySelector("title")) continue;
  const readout = document.createElement("p");
  readout.className = "readout";
  readout.setAttribute("aria-hidden", "true"); // the marks' own names say it
  chart.after(readout);
  const say = ({ target }) => { readout.textContent = target.closest("a[href], button")?.querySelector("title")?.textContent ?? ""; };
  for (const kind of ["pointerover", "focusin"]) chart.addEventListener(kind, say);
}
