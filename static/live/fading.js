// The accent behind rows that have just come goes to nothing in about a second: by steps, and all rows' in one. An
// animation for each would lie on a layer of its own under the sliding list, and so would whatever is drawn after it.

const STEPS = 4; // rows.css says how strong each is
const EVERY = 300; // ms

const left = new Map(); // steps by element
let timer = null;

export function brighten(element) {
  show(element, STEPS);
  timer ??= setInterval(step, EVERY);
}

export function dim(element) {
  show(element, 0);
}

function step() {
  for (const [element, steps] of left) show(element, steps - 1);
  if (left.size) return;
  clearInterval(timer);
  timer = null;
}

function show(element, steps) {
  if (steps) {
    left.set(element, steps);
    element.dataset.fresh = steps;
  } else if (left.delete(element)) {
    delete element.dataset.fresh;
  }
}
