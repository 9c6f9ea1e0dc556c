// One key a decision. Keys do what the buttons with their names do; typing in a field is never taken for a key.
(() => {
  const desk = window.reviewDesk;
  const find = (id) => document.getElementById(id);
  const ACTIONS = {
    "1": () => desk.decide("correct"), "2": () => desk.decide("incorrect"), "3": () => desk.decide("uncertain"),
    s: () => desk.skip(), u: () => desk.undo(),
    c: () => desk.openCauses(find("causes").hidden), n: () => find("note").focus(), f: () => desk.openFlag(find("flag").hidden),
    g: () => desk.toggle("guidelines"), h: () => desk.toggle("history"), "?": () => desk.toggle("help"), r: () => raw(),
  };
  const typing = (target) => target instanceof Element && target.closest("input:not([type=checkbox]), textarea, select, [contenteditable=true], [role=listbox]");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !find("desk")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "Escape") { leave(event); return; }
    if (typing(event.target)) {
      if (key === "Enter" && event.target.closest("#note, #right-answer")) { event.preventDefault(); event.target.blur(); }
      return;
    }
    if (event.repeat) return;
    if (!find("causes").hidden && /^[1-9]$/.test(key)) {
      event.preventDefault();
      find("causes").querySelector(`[data-number="${key}"]`)?.click();
      return;
    }
    if (ACTIONS[key]) { event.preventDefault(); ACTIONS[key](); }
  });

  function leave(event) {
    if (typing(event.target)) event.target.blur();
    else if (!find("causes").hidden) desk.openCauses(false);
    else if (!desk.closePanel()) return;
    event.preventDefault();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || !find("desk")) return;
    if (button.dataset.key) ACTIONS[button.dataset.key]();
    else if (button.dataset.cause !== undefined) { desk.setCause(button.getAttribute("aria-pressed") === "true" ? "" : button.dataset.cause); button.blur(); }
    else if (button.dataset.decision) desk.undo(button.dataset.decision);
    else if (button.id === "panel-close") desk.closePanel();
    else if (button.dataset.do === "raw") raw(button.closest("[data-part]"));
    else if (button.dataset.do === "copy") copy(button.closest("[data-part]").dataset.part);
  });

  // One part of the sheet, or all of them, as it was written or typeset.
  function raw(part = null) {
    const parts = part ? [part] : [...document.querySelectorAll("#sheet [data-part]")];
    const on = parts.some((one) => !one.dataset.raw);
    for (const one of parts) {
      if (Boolean(one.dataset.raw) === on) continue;
      const shown = one.querySelector(".shown");
      if (on) {
        const text = document.createElement("pre");
        text.className = "rawtext";
        text.textContent = desk.raw()[one.dataset.part] ?? "";
        one.typesetNodes = [...shown.childNodes];
        shown.replaceChildren(text);
        one.dataset.raw = "1";
      } else {
        shown.replaceChildren(...one.typesetNodes);
        delete one.dataset.raw;
      }
      one.querySelector("[data-do=raw]")?.setAttribute("aria-pressed", String(on));
    }
  }

  async function copy(part) {
    await window.reviewCopy(desk.raw()[part] ?? "");
    desk.say(desk.words().copied, "status");
  }
})();
