// Pointing at the chart: a line and the values of that bucket, read from the table beside it.

export class Chart {
  constructor(root) {
    this.root = root;
    root.addEventListener("pointermove", (move) => this.point(move));
    root.addEventListener("pointerdown", (move) => this.point(move));
    root.addEventListener("pointerleave", () => this.away());
    root.addEventListener("pointerout", (move) => move.target.closest(".plot-box") && this.away());
  }

  point(move) {
    const box = move.target.closest?.(".plot-box");
    if (!box) return;
    const plot = box.querySelector(".plot").getBoundingClientRect();
    const at = (100 * (move.clientX - plot.left)) / plot.width;
    const row = nearest([...this.root.querySelectorAll("#chart-table tbody tr")], at);
    if (row) this.show(box, row, plot);
  }

  show(box, row, plot) {
    const tip = box.querySelector(".tip");
    const [label, value, before, other] = [...row.children].map((cell) => cell.textContent);
    const lines = [[label, ""], [box.dataset.figure, value], ...(before ? [[before, other]] : [])];
    tip.replaceChildren(...lines.map(([name, number]) => line(name, number)));
    tip.hidden = false;
    const x = (plot.width * row.dataset.x) / 100 + plot.left - box.getBoundingClientRect().left;
    const isRight = x > plot.width / 2;
    tip.style.left = isRight ? "auto" : `${x + 12}px`;
    tip.style.right = isRight ? `${box.clientWidth - x + 12}px` : "auto";
    const cross = box.querySelector(".cross");
    cross.toggleAttribute("data-on", true);
    for (const end of ["x1", "x2"]) cross.setAttribute(end, `${row.dataset.x}%`);
  }

  away() {
    for (const tip of this.root.querySelectorAll(".tip")) tip.hidden = true;
    for (const cross of this.root.querySelectorAll(".cross")) cross.toggleAttribute("data-on", false);
  }
}

function nearest(rows, at) {
  const far = (row) => Math.abs(row.dataset.x - at);
  return rows.reduce((best, row) => (best && far(best) <= far(row) ? best : row), null);
}

function line(name, number) {
  const element = document.createElement("p");
  const parts = [document.createElement("span"), document.createElement("b")];
  parts[0].textContent = name;
  parts[1].textContent = number;
  element.append(...(number ? parts : [Object.assign(document.createElement("b"), { textContent: name })]));
  return element;
}
