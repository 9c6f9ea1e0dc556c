// Browse: the address bar follows what the page shows, and the page follows the address bar when somebody goes back.
// Given to the page's load event as its `js`, so that only this page listens; hands over the page's address.
(...values) => {
  if (window.browsing) return location.search;
  window.browsing = true;
  const click = (id) => { const found = document.getElementById(id); (found?.tagName === "BUTTON" ? found : found?.querySelector("button"))?.click(); };

  // The first view takes the place of the address it was asked by; each later one is a step that can be gone back.
  let first = true;
  let shown = null;
  function follow() {
    const address = document.getElementById("browse-state")?.dataset.address;
    if (address === undefined || address === shown) return;
    shown = address;
    const search = address ? `?${address}` : "";
    if (search !== location.search) history[first ? "replaceState" : "pushState"](history.state, "", location.pathname + search);
    first = false;
  }
  new MutationObserver(follow).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-address"] });
  addEventListener("popstate", () => { first = true; click("browse-again"); });

  // A view is removed by a second press: the first one asks.
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".view-remove");
    if (!button) return;
    if (!button.classList.contains("sure")) {
      button.classList.add("sure");
      button.textContent = button.dataset.sure;
      return;
    }
    document.body.dataset.view = button.dataset.view;
    click("view-removed");
  });
  return location.search;
}
