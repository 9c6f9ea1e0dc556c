// Report: draws each figure from the numbers beside it, and again at the width of the paper while it is printed.
(() => {
  const PAPER = 420; // pixels: half of what A4 has between its margins, at the scale of `report.css`
  const config = { responsive: true, displayModeBar: false };
  const plots = [...document.querySelectorAll(".plot")];
  for (const plot of plots) {
    const { data, layout } = JSON.parse(plot.nextElementSibling.textContent);
    Plotly.newPlot(plot, data, layout, config);
  }
  const redraw = (width) => plots.forEach((plot) => Plotly.relayout(plot, { width, autosize: !width }));
  addEventListener("beforeprint", () => redraw(PAPER));
  addEventListener("afterprint", () => redraw(null));
})();
