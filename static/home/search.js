// Finding a site: / goes to the field, each letter leaves fewer rows, Enter opens the first of them, the arrows walk along them.

export class Search {
  constructor(form, page) {
    Object.assign(this, { form, page, field: form?.querySelector("input") });
    document.addEventListener("keydown", (press) => this.press(press));
    if (!form || !("whole" in form.dataset)) return; // the server knows of more sites than are here
    this.field.addEventListener("input", () => this.find());
    form.addEventListener("submit", (submit) => this.open(submit));
    this.find(); // what a browser has filled in again
  }

  /** The rows have changed. */
  again() {
    if (this.field?.value && "whole" in this.form.dataset) this.find();
  }

  find() {
    const sought = this.field.value.trim().toLowerCase();
    for (const row of this.page.querySelectorAll("li[data-name]")) {
      row.hidden = !row.dataset.name.toLowerCase().includes(sought);
      delete row.dataset.first;
    }
    const [first] = this.found;
    if (first && sought) first.dataset.first = "";
    document.getElementById("nobody").hidden = Boolean(first);
  }

  get found() {
    return [...this.page.querySelectorAll("li[data-name]:not([hidden])")];
  }

  open(submit) {
    submit.preventDefault();
    if (this.field.value.trim() && this.found.length) leading(this.found[0]).click();
  }

  press(press) {
    const { key, target } = press;
    if (press.ctrlKey || press.metaKey || press.altKey) return;
    if (target === this.field) {
      if (key === "Escape" && target.value) this.clear(press);
      else if (key === "ArrowDown") this.walk(press, this.found[0]);
    } else if (key === "/" && this.field && !target.closest("input, select, textarea")) {
      press.preventDefault();
      this.field.select();
    } else if (["ArrowDown", "ArrowUp"].includes(key) && target.closest("li[data-name]")) {
      const rows = this.found;
      const next = rows.indexOf(target.closest("li")) + (key === "ArrowDown" ? 1 : -1);
      this.walk(press, rows[next] ?? this.field);
    }
  }

  clear(press) {
    press.preventDefault();
    this.field.value = "";
    if ("whole" in this.form.dataset) this.find();
  }

  walk(press, to) {
    if (!to) return;
    press.preventDefault();
    (to === this.field ? to : leading(to)).focus();
  }
}

/** The link that a row is. */
const leading = (row) => row.querySelector(".site-name a, .button");
