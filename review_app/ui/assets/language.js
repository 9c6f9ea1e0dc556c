// The language of the page: the server wrote it into <html lang>, and Gradio asks the browser for it.
// Runs before any script of Gradio's; TEXTS becomes English -> this language.
((texts) => {
  const tag = document.documentElement.lang;
  const tell = (property, value) => Object.defineProperty(navigator, property, { get: () => value, configurable: true });
  tell("language", tag);
  tell("languages", Object.freeze([tag]));

  // Gradio takes the names of pages as they are.
  for (const page of window.gradio_config?.pages ?? []) page[1] = texts[page[1]] ?? page[1];

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest(".language[data-language]");
    if (!button) return;
    document.cookie = `language=${button.dataset.language}; path=/; max-age=31536000; samesite=lax`;
    location.reload();
  });

  // A few names that Gradio gives to its own parts are the same in every language: "number input for {label}".
  const begun = Object.entries(texts).filter(([text]) => text.endsWith("{label}")).map(([text, said]) => [text.slice(0, -7), said]);
  function name(element) {
    const given = element.getAttribute("aria-label");
    const found = begun.find(([start]) => given.startsWith(start));
    const said = found ? found[1].replace("{label}", () => given.slice(found[0].length)) : texts[given];
    if (said && said !== given) element.setAttribute("aria-label", said);
  }
  // The button that opens a calendar has no name at all.
  const nameless = (part) => part.querySelectorAll("button.calendar:not([aria-label])").forEach((button) => button.setAttribute("aria-label", texts["Choose a moment"]));
  new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === "attributes") name(target);
      for (const added of addedNodes) {
        if (!(added instanceof Element)) continue;
        if (added.hasAttribute("aria-label")) name(added);
        added.querySelectorAll("[aria-label]").forEach(name);
        nameless(added.parentElement ?? added);
      }
    }
  }).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["aria-label"] });
})(TEXTS);
