// Feelings: a band in the margin, a colour for each family of emotions, the stronger the deeper.
const FAMILIES = {
  joy: ["joy", "amusement", "approval", "excitement", "gratitude", "optimism", "relief", "pride", "admiration"],
  love: ["love", "caring", "desire"],
  sadness: ["sadness", "disappointment", "embarrassment", "grief", "remorse"],
  anger: ["anger", "annoyance", "disapproval"],
  fear: ["fear", "nervousness"],
  disgust: ["disgust"],
  surprise: ["surprise", "realization", "confusion", "curiosity"],
};
const familyOf = new Map(Object.entries(FAMILIES).flatMap(([family, kinds]) => kinds.map((kind) => [kind, family])));
const SOURCES = { model: "the whole passage", named: "words that name the feeling", sign: "a sign of the body" };
const feelings = (() => {
  let at = 0;
  return given.feelings.map(([distance, length, who, flat, intensity, source, sure, sign]) => {
    at += distance;
    return { start: at, end: at + length, who, emotions: pairs(flat), intensity, source, sure, sign };
  });
})();
const felt = spansOf(feelings.map((feeling, i) => [feeling.start, feeling.end, i]));
const familyAt = (feeling) => familyOf.get(feeling.emotions[0]?.[0]);

function setBand(block, start, end) {
  const parts = felt.within(start, end).map(([from, to, i]) => [from, to, feelings[i]]).filter((part) => familyAt(part[2]));
  if (!parts.length || !block.matches("p")) return;
  let at = 0;
  const stops = [];
  for (const [from, to, feeling] of parts) {
    const top = Math.max(at, Math.round((100 * (from - start)) / (end - start)));
    const bottom = Math.min(100, Math.round((100 * (to - start)) / (end - start)));
    if (bottom <= top) continue;
    const colour = `color-mix(in srgb, var(--f-${familyAt(feeling)}) ${30 + Math.round(0.7 * feeling.intensity)}%, transparent)`;
    stops.push(`transparent ${at}% ${top}%`, `${colour} ${top}% ${bottom}%`);
    at = bottom;
  }
  block.style.setProperty("--band", `linear-gradient(${stops.join(", ")}, transparent ${at}%)`);
  block.dataset.f = "";
}
function* feelingMarks(from, to) {
  for (const [start, end, i] of felt.within(from, to))
    yield { start, end, key: `f${i}`, style: `feeling f-${familyAt(feelings[i]) ?? "none"}` };
}
function ofFeeling(i) {
  const feeling = feelings[i];
  const [start, end] = feeling.sign;
  return reason(
    make("span", { class: "row" }, feeling.who < 0 ? "A feeling" : [nameButton(sameAs(feeling.who)), " feels"], ": ",
      listed(feeling.emotions.map(([kind]) => kind), "or")),
    feeling.emotions.map(([kind, probability]) => `${kind} ${probability}%`).join(" · "),
    start === undefined ? "" : around(start, end),
    `Read from ${SOURCES[feeling.source]} · ${feeling.intensity}% strong · ${percent(feeling.sure)}`,
  );
}
