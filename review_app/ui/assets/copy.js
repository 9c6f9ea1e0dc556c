// Copy: puts a text where it can be pasted from.
window.reviewCopy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // A page that is not served over https has no clipboard; a selected field still can be copied.
    const field = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
};
