// The way to a moment of the past: the filters go along as they are when it is chosen.

export function lookBack(menu, filters) {
  const form = menu.querySelector("form");
  form.addEventListener("formdata", ({ formData }) => {
    const { at } = Object.fromEntries(formData);
    for (const name of [...formData.keys()]) formData.delete(name);
    for (const [name, value] of Object.entries({ ...filters.query, at })) formData.set(name, value);
  });
  menu.addEventListener("toggle", () => menu.open && form.elements.at.focus());
  return () => (menu.open = true);
}
