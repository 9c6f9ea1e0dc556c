// Papers: HTML of ours that stands in an attribute is cleaned, typeset and then shown, whole: Gradio's own panel of text
// would take away names for screen readers, the focus of what scrolls, and what scripts read.
(() => {
  // Beside the element that Gradio keeps up to date, so that the old paper stays until the new one is ready.
  function target(source) {
    const next = source.parentElement.nextElementSibling;
    if (next?.classList.contains("paper")) return next;
    const made = Object.assign(document.createElement("div"), { className: "paper" });
    source.parentElement.after(made);
    return made;
  }

  async function show(source) {
    const html = source.dataset.html;
    if (source.shown === html) return;
    source.shown = html;
    const ready = await window.reviewTypeset.prepared(html);
    if (source.dataset.html !== html) return;
    target(source).replaceChildren(...ready.childNodes);
    reachable();
  }

  // A long text scrolls inside its cell: the keyboard must get there.
  function reachable() {
    for (const text of document.querySelectorAll("table.grid .mathtext")) {
      const scrolls = text.scrollHeight > text.clientHeight || text.scrollWidth > text.clientWidth;
      if (scrolls) text.tabIndex = 0; else text.removeAttribute("tabindex");
    }
  }

  let resized = 0;
  addEventListener("resize", () => { clearTimeout(resized); resized = setTimeout(reachable, 200); });

  const all = () => document.querySelectorAll(".paper-source").forEach(show);
  new MutationObserver(all).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-html"] });
})();
