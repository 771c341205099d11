// The beacon: tells a Tracker server about pageviews, leaves and events of the page around it.
// It sets no cookie and writes no storage. `make beacon` minifies this file into beacon.js.
//
//   <script defer src="https://tracker.example/beacon.js" data-site="KEY"></script>
//
// docs/beacon.md lists the attributes and the messages.
(() => {
  const script = document.currentScript;
  const options = script.dataset;
  const before = window.tracker || {};
  if (before.site) return; // included twice

  // Beside the script, whatever the base path of its server.
  const endpoint = new URL("visit/" + options.site, options.api || script.src);

  let page; // beacon id of the current pageview; undefined once that is left
  let url; // where it happened
  let referrer = document.referrer;
  let waiting; // an event that is not sent yet
  let engaged; // ms that the page was visible, until `since`
  let since; // when it became visible (performance.now); 0 = hidden
  let depth; // greatest share of its height that was seen, in percent

  const tracker = (name, properties) => {
    const viewed = name == "pageview";
    const previous = viewed && url;
    if (viewed) {
      leave(true);
      // Whoever was here before comes from the page before, not once more from outside.
      referrer = previous || referrer;
      url = here();
      engaged = depth = 0;
    }
    flush();
    waiting = {
      name: options.token ? "test" : name,
      // Made once per event, so that the server knows a repetition.
      id: Date.now().toString(36) + Math.random().toString(36).slice(2),
      page,
      url: here(),
      referrer,
      width: screen.width,
      language: navigator.language,
      token: options.token,
      properties,
    };
    if (viewed) page = waiting.id;
    if (previous) setTimeout(flush, 100);
    else flush();
  };

  // Routers call replaceState for their own state, too: no pageview where the address stays.
  // They change the address first and the title a moment later: the message waits for it.
  // A page that comes back from the back/forward cache is a pageview in any case.
  const moved = (how) => (how.persisted || here() != url) && tracker("pageview");

  const leave = (left) => {
    flush();
    measure();
    if (page && !options.token)
      send({
        name: "leave",
        id: page,
        url,
        state: left ? "left" : document.hidden ? "hidden" : "back",
        engaged: Math.round(engaged),
        depth,
      });
    // pagehide comes before visibilitychange: what is left cannot be hidden afterwards.
    if (left) page = undefined;
  };

  const measure = () => {
    const now = performance.now();
    if (since) engaged += now - since;
    since = document.hidden ? 0 : now;
    // Half a percent more, then rounded down; NaN becomes 0.
    depth = Math.max(
      depth,
      Math.min(((scrollY + innerHeight) / document.documentElement.scrollHeight) * 100 + 0.5, 100) | 0,
    );
  };

  const flush = () => {
    const message = waiting;
    waiting = 0;
    if (message) {
      message.title = document.title;
      send(message);
    }
  };

  const acted = ({ target, type, button }) => {
    const submitted = type == "submit";
    const element = target.closest("[data-event],.trackable");
    const link = target.closest("a") || {};
    // Right clicks only open menus.
    if (button > 1) return;
    // A form with data-event means its submission, not the clicks inside.
    if (element && submitted == element.matches("form")) {
      const named = element.dataset.event;
      const properties = named ? {} : { text: element.textContent.trim() };
      for (const { name, value } of element.attributes)
        name.replace(/^data-event-(.+)/, (all, key) => (properties[key] = value));
      tracker(named || "click", properties);
    }
    if (submitted) {
      // An input may be called "action", and form.action would be that.
      if ("forms" in options) tracker("Form", { action: target.getAttribute("action") });
    } else if (
      "downloads" in options &&
      /\.(pdf|docx?|xlsx?|pptx?|csv|zip|gz|dmg|exe|mp[34])$/i.test(link.pathname)
    )
      tracker("Download", { url: link.href });
    else if ("outbound" in options && link.host && link.host != location.host)
      tracker("Outbound", { url: link.href });
  };

  const here = () => location.href.replace("hash" in options ? /#(?![/!]).*/ : /#.*/, "");

  const send = (message) => {
    // Nobody has seen the page yet.
    if (document.prerendering) return on("prerenderingchange", () => send(message));
    // Where cookies are blocked, looking at localStorage throws: then nothing was against sending.
    try {
      if (
        !options.token &&
        (navigator.doNotTrack == 1 ||
          navigator.globalPrivacyControl ||
          (!("local" in options) && /\blocalhost$|^127\.|^\[::1]|^$/.test(location.hostname)) ||
          localStorage.tracker_ignore)
      )
        return;
    } catch (error) {}
    message = JSON.stringify(message);
    if (!(navigator.sendBeacon && navigator.sendBeacon(endpoint, message)))
      fetch(endpoint, { method: "POST", body: message, keepalive: true }).catch(() => {});
  };

  // On the window while capturing: before the page can stop it, and whatever does not bubble.
  const on = (types, react) => types.split(" ").map((type) => addEventListener(type, react, true));

  tracker.site = options.site;
  window.tracker = tracker;
  if (!("manual" in options)) {
    tracker("pageview");
    "pushState replaceState".split(" ").map((name) => {
      const original = history[name];
      history[name] = (...call) => moved(original.apply(history, call) || call);
    });
    on("popstate pageshow", moved);
  }
  if ("404" in options) tracker("404", { path: location.pathname });
  (before.q || []).map((call) => tracker(...call));
  on("pagehide", leave);
  on("scroll", measure);
  on("visibilitychange", () => leave());
  on("click auxclick submit", acted);
})();
