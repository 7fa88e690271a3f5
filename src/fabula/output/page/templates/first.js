// Runs before the page is drawn: the reader's own light and layers, as they were left.
{
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const kept = JSON.parse(localStorage.getItem("fabula")) || {};
    if (["light", "dark"].includes(kept.theme)) root.dataset.theme = kept.theme;
    if (Array.isArray(kept.layers)) {
      root.classList.remove("speakers", "letters", "voice");
      for (const layer of kept.layers) if (/^[a-z]+$/.test(layer)) root.classList.add(layer);
    }
  } catch { /* a page from a file may have no storage */ }
}
