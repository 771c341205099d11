// The world's map: fetched once, and its countries filled in steps.

const STEPS = 5;

/** The drawing, for this document; nothing if it cannot be had. XMLHttpRequest parses it: DOMParser would want a trusted type. */
export const loadWorld = (address) =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.responseType = "document";
    request.onload = () => resolve(drawing(request.responseXML?.documentElement));
    request.onerror = () => resolve(null);
    request.open("GET", address);
    request.send();
  });

const drawing = (element) => {
  const svg = element && document.importNode(element, true);
  svg?.setAttribute("aria-hidden", "true");
  return svg ?? null;
};

/** `counts`: a Map by code; `text(code, count)` is what a country says when it is pointed at. */
export const fillWorld = (svg, counts, text) => {
  const greatest = Math.max(1, ...counts.values());
  for (const shape of svg.querySelectorAll("[id]")) {
    const count = counts.get(shape.id) ?? 0;
    const step = count ? Math.max(1, Math.ceil((Math.log(count + 1) / Math.log(greatest + 1)) * STEPS)) : 0;
    const said = count ? text(shape.id, count) : "";
    if ((shape.dataset.step ?? "0") === String(step) && shape.textContent === said) continue;
    shape.dataset.step = step;
    shape.replaceChildren(...(said ? [title(said)] : []));
  }
};

const title = (text) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", "title");
  element.textContent = text;
  return element;
};
