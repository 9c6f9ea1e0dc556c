// Case: copies what a button names, and shows parts of a case as they were written. Given to the load event of the
// page of one case as its `js`, so that only it listens.
(...values) => {
  if (window.caseShown) return values;
  window.caseShown = true;

  async function copied(button, text) {
    await window.reviewCopy(text);
    const name = button.textContent;
    button.textContent = `✓ ${button.dataset.done ?? ""}`;
    setTimeout(() => { button.textContent = name; }, 1500);
  }

  const texts = () => JSON.parse(document.querySelector(".case-paper")?.dataset.texts ?? "{}");

  function raw(part, button) {
    const shown = part.querySelector(".shown");
    const on = button.getAttribute("aria-pressed") !== "true";
    if (on) {
      const text = Object.assign(document.createElement("pre"), { className: "rawtext", textContent: texts()[part.dataset.part] ?? "" });
      part.typesetNodes = [...shown.childNodes];
      shown.replaceChildren(text);
    } else shown.replaceChildren(...part.typesetNodes);
    button.setAttribute("aria-pressed", String(on));
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".case-paper button");
    if (!button) return;
    if (button.classList.contains("copy")) copied(button, button.dataset.copy || location.href);
    else if (button.dataset.do === "copy") copied(button, texts()[button.closest("[data-part]").dataset.part] ?? "");
    else if (button.dataset.do === "raw") raw(button.closest("[data-part]"), button);
  });
  return values;
}
