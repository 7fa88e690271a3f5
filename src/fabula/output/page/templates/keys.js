// The keyboard: one mark of the text can be reached by Tab, the arrows lead from it to the others.
function marksNow() {
  const parts = ["[data-scene]"];
  if (on("speakers")) parts.push("q[data-u]");
  if (on("people")) parts.push(".m[tabindex]");
  if (view.chosen >= 0) parts.push(".m.on[tabindex]", "q.on");
  if (on("letters")) parts.push(".inset[tabindex]");
  if (on("events")) parts.push(".event[tabindex]");
  if (on("notes")) parts.push(".note[tabindex]");
  if (on("feelings")) parts.push(".feeling[tabindex]");
  return [...book.querySelectorAll(parts.join())];
}
let stop = null;
function reachable(element) {
  if (stop?.isConnected) stop.tabIndex = -1;
  stop = element;
  if (stop) stop.tabIndex = 0;
}
function settle() {
  if (book.contains(document.activeElement)) return;
  reachable(marksNow().find((one) => one.getBoundingClientRect().bottom > 60));
}
let settling = 0;
addEventListener("scroll", () => { clearTimeout(settling); settling = setTimeout(settle, 200); }, { passive: true });

book.addEventListener("keydown", (event) => {
  const at = event.target.closest("[tabindex]");
  if (!at || event.altKey || event.ctrlKey || event.metaKey || event.target.closest("button, a, summary")) return;
  if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
    const list = marksNow();
    const next = list[list.indexOf(at) + (event.key === "ArrowRight" ? 1 : -1)];
    event.preventDefault();
    if (!next) return;
    reachable(next);
    const box = next.getBoundingClientRect();
    next.focus({ preventScroll: true });
    if (box.top < 80 || box.bottom > innerHeight - 160) next.scrollIntoView({ block: "center", behavior: "instant" });
    renewNear(next);
    explain(next);
  } else if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    explain(at, true);
    why.querySelector("button, select, input")?.focus();
  }
});
function renewNear(element) {
  const place = stretches.indexOf(element.closest(".k"));
  for (const stretch of stretches.slice(Math.max(place - 1, 0), place + 2)) { near.add(stretch); renew(stretch); }
}
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (!why.hidden) unexplain(true);
  else if (layers.classList.contains("shown")) closeLayers(true);
  else if (root.classList.contains("open")) closePanel();
  else if (view.chosen >= 0) choose(view.chosen);
});
addEventListener("pointerdown", ({ target }) => {
  if (!why.hidden && !why.contains(target) && !target.closest(".book")) unexplain();
});

// At the start: the corrections that this browser keeps, the marks near the reader.
{
  const kept = store.get(KEPT), back = store.get(WITHDRAWN);
  if (Array.isArray(kept)) corrections = kept.filter((made) => !held.has(alike(made)));
  if (Array.isArray(back)) withdrawn = back.filter((made) => held.has(alike(made)));
  if (Array.isArray(kept) && corrections.length < kept.length) store.set(KEPT, corrections);
  showCorrections();
  if (corrections.length) renewNames();
  showNotes();
  for (const stretch of stretches) watcher.observe(stretch);
  requestAnimationFrame(settle);
}
