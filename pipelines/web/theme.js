// The one script of the pages: light or dark, as Airflow's UI around them. Airflow puts the name as a class on the root
// of its document, and remembers it as `theme`, which holds for a page outside its frame. The documents of a release are
// shown in a frame without scripts, so this page puts the theme on them too.
(() => {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const ui = (() => { try { return top !== self && top.document.documentElement; } catch { return null; } })();
  const named = name => ["light", "dark"].find(theme => ui ? ui.classList.contains(theme) : name === theme);
  const stored = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const put = theme => {
    document.documentElement.dataset.theme = theme;
    for (const frame of document.querySelectorAll("iframe")) {
      try { frame.contentDocument.documentElement.dataset.theme = theme; } catch { /* not loaded yet */ }
    }
  };
  const follow = () => put(named(stored()) || (system.matches ? "dark" : "light"));
  follow();
  system.addEventListener("change", follow);
  addEventListener("storage", follow);
  document.addEventListener("load", follow, true);
  if (ui) new MutationObserver(follow).observe(ui, { attributeFilter: ["class"] });
})();
