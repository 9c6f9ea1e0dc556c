// Charts: a click on a bar, a cell or a point opens the cases behind it; each carries the query of the Browse page.
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

  // What draws them is large: it comes while the figures are counted, and not only after them.
  function fetchPlotter() {
    const link = document.createElement("link");
    link.rel = "modulepreload";
    link.href = "{{plotter}}";
    document.head.append(link);
  }
  if (location.pathname.startsWith("/dashboard")) fetchPlotter();

  const all = () => document.querySelectorAll(".js-plotly-plot").forEach(listen);
  new MutationObserver(all).observe(document.documentElement, { childList: true, subtree: true });
})();
