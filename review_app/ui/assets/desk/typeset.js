// Makes a sheet ready before it is shown: only what we write ourselves gets in, and its formulas are typeset.
(() => {
  const OPTIONS = {
    delimiters: [{ left: "\\(", right: "\\)", display: false }, { left: "\\[", right: "\\]", display: true }],
    throwOnError: false, trust: false, strict: false, maxSize: 40, maxExpand: 500, errorCallback: () => {},
  };
  // The server escapes every text; this is the second lock on the same door.
  const FORBIDDEN = "script, style, link, meta, base, iframe, object, embed, form, img, svg, video, audio, input, textarea, select";
  // Where the typesetter does not come, formulas stay readable as text.
  const loaded = import("{{typesetter}}").then((module) => module.default, () => () => {});

  function cleaned(html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    template.content.querySelectorAll(FORBIDDEN).forEach((node) => node.remove());
    for (const node of template.content.querySelectorAll("*")) {
      for (const { name, value } of [...node.attributes]) {
        const leads = name === "href" || name === "src" || name === "action";
        if (name.startsWith("on") || (leads && !/^(?:[/#]|https?:)/.test(value))) node.removeAttribute(name);
      }
    }
    return template.content;
  }

  // A detached element with the sheet; a formula that KaTeX cannot read stays readable as text.
  async function prepared(html) {
    const holder = document.createElement("div");
    holder.append(cleaned(html));
    const render = await loaded;
    holder.querySelectorAll(".mathtext").forEach((node) => render(node, OPTIONS));
    return holder;
  }

  window.reviewTypeset = { prepared };
})();
