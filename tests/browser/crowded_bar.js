// For each name of a site and each state of the connection: the bar's height, and what runs into what. On phones the tabs
// have a row of their own.
(names) => {
  const box = (place) => document.querySelector(place).getBoundingClientRect();
  // As far as what is in it reaches.
  const reach = (place) => {
    const all = [...document.querySelectorAll(`${place}, ${place} > *`)].map((each) => each.getBoundingClientRect());
    const seen = all.filter(({ width }) => width);
    const most = (name) => Math.max(...seen.map((each) => each[name])), least = (name) => Math.min(...seen.map((each) => each[name]));
    return { left: least("left"), right: most("right"), top: least("top"), bottom: most("bottom") };
  };
  const wrong = [];
  for (const name of names) for (const state of ["connected", "reconnecting"]) {
    document.querySelector(".switcher bdi").textContent = name;
    document.getElementById("connection").dataset.state = state;
    document.querySelector("#connection .word").textContent = "reconnecting, 30 s";
    const parts = [".switcher", ".bar-nav", ".bar-end"].map(reach);
    const rows = innerWidth > 640 ? 1 : 2;
    if (box(".bar").height !== (rows === 1 ? 56 : 100)) wrong.push(`${name}: ${box(".bar").height} px`);
    const row = rows === 1 ? parts : [parts[0], parts[2]];
    if (row.some(({ top, bottom, right }) => top < 0 || bottom > 56 || right > innerWidth)) wrong.push(`${name}: outside`);
    row.slice(1).forEach((part, at) => row[at].right > part.left && wrong.push(`${name}, ${state}: over each other`));
  }
  return wrong;
}
