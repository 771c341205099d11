// The beacon: tells a Tracker server about pageviews, leaves and events of the page around it.
// It sets no cookie, and writes storage only for who asks not to be counted. `make beacon` minifies
// this file into beacon.js.
//
//   <script defer src="https://tracker.example/beacon.js" data-site="KEY"></script>
//
// docs/beacon.md lists the attributes and the messages.
(() => {
  const before = window.tracker; // what stands there may be a page's own form, frame or variable
  const early = typeof before == "function" && before;
  if (history.tracker) return; // included twice

  let said;
  // The own tag. Whatever loads the script may run it elsewhere, or drop the tag's attributes: then
  // the address that it was loaded from says "?site=KEY", and a stack knows it.
  const [src, site] = /http\S{0,428}\?site=(\w+)/.exec(Error().stack) || [];
  let options;
  const tag = [document.currentScript, ...document.scripts, { src, dataset: { site } }].find(
    (tag) => tag && (options = tag.dataset).site,
  );
  if (!tag) return console.warn("Tracker: no site");

  let tries = 0; // that were in vain
  let since; // when it became visible (performance.now); 0 = hidden
  let url; // where it happened
  let title = 0; // what the page was called before
  let referrer = document.referrer;
  const calls = []; // that came before anybody looked
  let patience; // how often to look for its own title
  const queue = []; // messages that wait
  let pause; // nothing is sent meanwhile
  let depth; // greatest share of its height that was seen, in percent
  let page; // the current pageview as it was sent; undefined once that is left
  let engaged; // ms that the page was visible, until `since`

  // One message at a time.
  const measure = () => {
    const now = performance.now();
    engaged += since && now - since;
    since = !document.hidden && now;
    // Half a percent more, then rounded down; NaN becomes 0.
    depth = Math.max(depth, (scrollY + innerHeight) / document.documentElement.scrollHeight * 100 + 0.5 | 0);
  };

  const send = (message, most) => {
    if (!queue[most]) queue.push(message);
    drain();
  };

  // An address that ends in #tracker-ignore is a wish not to be counted in this browser any more,
  // one in #tracker-count the wish to be counted again. Routers may have made a route of it.
  const heed = ({ newURL }) => {
    const [, ignored] = /#\W{0,2}tracker-(ignore|count)/.exec(newURL) || [];
    if (!ignored) return;
    const note = document.createElement("p");
    note.role = "alert";
    note.popover = "auto";
    // As the browser would have it, whatever the page thinks of paragraphs.
    note.style = "all:revert;margin:auto auto 1em;padding:1em;border:1px solid";
    try {
      note.textContent = "Tracker: " + location.host + (ignored > "d" ? " no longer" : "") + " counts this browser";
      localStorage.tracker_ignore = 1;
      if (ignored < "d") delete localStorage.tracker_ignore;
    } catch (error) {
      note.textContent = error;
    }
    // Later, so that a page that is still being put together does not take it away.
    setTimeout(() => {
      document.documentElement.append(note);
      note.showPopover();
    }, 1e3);
    // The address may be copied; and a router finds its way back from a route that it has not.
    location.hash = "";
  };

  const here = () => location.href.split("hash" in options ? /#(?![/!])/ : "#")[0];

  // Another query or spelling is no other page. One that comes back from the back/forward cache is
  // a pageview in any case.
  const moved = () =>
    url && !("manual" in options) && (!page || place(here()) != place(url)) && tracker("pageview");

  const tracker = (name, properties) => {
    if (!url && document.hidden) return calls.push([name, properties]);
    name = options.token ? "test" : "" + (name || "pageview");
    if (name == "pageview") {
      leave(1);
      if (url) {
        // Whoever was here before comes from the page before, not once more from outside.
        referrer = url;
        // Routers change the address first and the title later.
        title = document.title;
        patience = 20;
      }
      url = here();
      engaged = depth = 0;
    }
    const kept = {};
    for (const name in properties)
      try {
        // As it is now, and as JSON can say it.
        if (name in properties) kept[name] = JSON.parse(JSON.stringify(properties[name]) || null);
      } catch (error) {
        said = said || !console.warn(error);
      }
    const message = {
      // Made once per event, so that the server knows a repetition.
      id: "" + Date.now() + Math.random(),
      token: options.token,
      referrer: referrer.split("?")[0],
      properties: properties && kept,
      title: document.title,
      width: screen.width,
      language: navigator.language,
      url: here(),
      name,
    };
    // Whatever a page does by the hundred, its own events find room, and soon their turn.
    send(message, name == "pageview" ? ((page = message), 30) : 99);
  };

  const leave = (left, now) => {
    measure();
    if (page)
      send({
        id: page.id,
        engaged,
        depth,
        url,
        title: now == page.title ? undefined : now && (page.title = now),
        name: "leave",
        state: left ? "left" : document.hidden ? "hidden" : "back",
      }, 30);
    // pagehide comes before visibilitychange: what is left cannot be hidden afterwards.
    page = left ? undefined : page;
  };

  const drain = (woken) => {
    // Where cookies are blocked, looking at localStorage throws: then nothing was against sending.
    try {
      if (
        !options.token &&
        (navigator.doNotTrack > 0 ||
          navigator.globalPrivacyControl ||
          (!("local" in options) && /\blocalhost$|^127\.|^\[::|^$/.test(location.hostname)) ||
          localStorage.tracker_ignore)
      )
        queue.length = 0;
    } catch (error) {}
    if (woken) pause = 0;
    if (!pause && queue[0])
      pause = patience-- > 0 && document.title == title ? setTimeout(drain, 100, 1) : post(queue.shift());
  };

  const look = (event) => {
    leave(event.type == "pagehide", document.title);
    // The page may be gone in a moment: all at once, whatever becomes of it.
    queue.splice(0).map(post);
    calls.splice(0).map((call) => tracker(...call));
  };

  const place = (address) => address.replace(/[#!/]{0,4}(\?[^#]*|$)/g, "");

  // What is refused for now is tried again as it is, for half an hour: the server knows a repetition.
  const post = (message) => {
    if (message.title == title) message.title = document.title;
    const body = JSON.stringify(message);
    return fetch(new URL("visit/" + options.site.replace(/\W/g, ""), options.api || tag.src || options.src), { method: "POST", body, keepalive: !body[6e4] })
      .then(
        (answer) => answer.status > 428 && -~answer.headers.get("Retry-After"),
        () => 1,
      )
      .then((wait) => {
        tries = wait && tries < 60 && queue.unshift(message) && -~tries;
        pause = setTimeout(drain, 1e3 * wait * tries, 1);
      });
  };

  const acted = (event) => {
    const submitted = event.type == "submit";
    // Through shadow roots. What a page dispatches by itself may happen on no element at all.
    const nearest = (selector) =>
      event.composedPath().find((each) => each.tagName && each.matches(selector));
    const element = nearest("[data-event],.trackable");
    // An SVG's link has no parts: one of our own has.
    const link = document.createElement("a");
    const href = (nearest("a,area") || link).href;
    link.href = href.baseVal || href || "x:";
    // Right clicks only open menus.
    if (event.button > 1) return;
    // A form with data-event means its submission, not the clicks inside.
    if (element && submitted == "action" in element) {
      const named = element.dataset.event;
      const properties = named ? {} : { text: element.textContent.trim() };
      for (const { name, value } of element.attributes)
        name.replace(/^data-event-(.+)/, (all, key) => (properties[key] = value));
      tracker(named || "click", properties);
    }
    if (submitted) {
      // An input may be called "action", and form.action would be that.
      if ("forms" in options) tracker("Form", { action: event.target.getAttribute("action") });
    } else if (
      "downloads" in options &&
      /\.(pdf|docx?|xlsx?|pptx?|csv|zip|gz|dmg|exe|mp[34])$/i.test(link.pathname)
    )
      tracker("Download", { url: link.href });
    else if ("outbound" in options && link.host && link.host != location.host)
      tracker("Outbound", { url: link.href });
  };

  history.tracker = 1; // where nothing of the page's own can stand
  if (!before || early) window.tracker = tracker;
  // As it was when the page was opened, and as it is now.
  heed({ newURL: location + (performance.getEntries()[0] || 0).name });
  if (!("manual" in options)) tracker("pageview");
  if ("404" in options) tracker("404", { path: location.pathname });
  early.q && early.q.map((call) => tracker(...call));
  ["pushState", "replaceState"].map((name) => {
    const original = history[name].bind(history);
    history[name] = (...call) => moved(original(...call));
  });
  // Routers that took the browser's own pushState before, or put it back, and those without any.
  // A page may call something else of its own "navigation".
  try {
    navigation.addEventListener("currententrychange", moved);
  } catch (error) {}
  const heard = {
    auxclick: acted,
    pagehide: look,
    visibilitychange: look,
    click: acted,
    popstate: moved,
    hashchange: heed,
    submit: acted,
    pageshow: moved,
    online: drain,
    scroll: measure,
  };
  // On the window while capturing: before the page can stop it, and whatever does not bubble.
  for (const type in heard) addEventListener(type, heard[type], true);
})();
