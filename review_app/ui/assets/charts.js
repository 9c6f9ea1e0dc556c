// Charts: a click on a bar, a cell or a point opens the cases behind it; each carries the query of the Browse page.
// Beside each chart stand links to its files.
(() => {
  const queries = (points) => points.map(({ customdata }) => (Array.isArray(customdata) ? customdata[0] : customdata));

  // Gradio may draw a figure anew in the same element, which forgets who listened.
  function listen(plot) {
    if (!plot.on || plot.listened === plot._ev) return;
    plot.on("plotly_click", ({ points }) => {
      const query = queries(points).find((one) => typeof one === "string");
      if (query !== undefined) window.open(`/browse${query ? "?" : ""}${query}`, "_blank", "noopener");
    });
    plot.listened = plot._ev;
    plot.classList.add("opens");
  }

  // The figure says where its files are; after a filter, where those of the filter are.
  function offer(plot) {
    const files = plot.layout?.meta;
    if (!files?.place || plot.offered === files) return;
    plot.offered = files;
    const box = plot.parentElement.querySelector(".chart-files") ?? document.createElement("nav");
    box.className = "chart-files";
    box.replaceChildren(...["png", "svg", "csv"].map((kind) => {
      const link = document.createElement("a");
      link.href = `${files.place}.${kind}${files.query ? "?" : ""}${files.query}`;
      link.textContent = kind.toUpperCase();
      link.title = files.said.replace("{kind}", link.textContent);
      link.setAttribute("aria-label", link.title);
      return link;
    }));
    plot.parentElement.append(box);
  }

  // What draws them is large: it comes while the figures are counted, and not only after them.
  function fetchPlotter() {
    const link = document.createElement("link");
    link.rel = "modulepreload";
    link.href = "{{plotter}}";
    document.head.append(link);
  }
  if (location.pathname.startsWith("/dashboard")) fetchPlotter();

  const all = () => document.querySelectorAll(".js-plotly-plot").forEach((plot) => { listen(plot); offer(plot); });
  new MutationObserver(all).observe(document.documentElement, { childList: true, subtree: true });
})();
