// Speaks for the scripts of other products: their attributes, their functions, our messages. Pages that load count.js,
// script.js, matomo.js and the like from this server get this file; `make beacon` puts beacon.source.js in where it says
// so and minifies both into drop_in.js.
//
// docs/switching.md lists what of each product is understood.
(() => {
  const src = (tag) => (tag && tag.src) || "";
  const tag = document.currentScript || [...document.scripts].find((each) => each.dataset.entity) || document.scripts[0] || document.createElement("script");
  const { dataset } = tag;
  const path = new URL(src(tag) || location).pathname;
  const options = {}; // of the beacon
  const globals = window;

  // --- who speaks, and what it calls the site ---

  const extensions = (/\/js\/(?:script|plausible|analytics)\.([^/]*)js$/.exec(path) || ["", ""])[1].split(".");
  const compiled = (/\/js\/((?:pa|s)-[\w-]+)\.js$/.exec(path) || [])[1];
  const kind = /(matomo|piwik)\.js$/.test(path)
    ? "matomo"
    : dataset.websiteId
      ? "umami"
      : dataset.entity
        ? "liwan"
        : dataset.domain || compiled || /\/js\//.test(path)
          ? "plausible"
          : "goatcounter";

  // What the server knows as a name in letters that an address can hold.
  const named = (name) =>
    kind + "_" + [...new TextEncoder().encode(name)].map((byte) => (byte + 256).toString(16).slice(1)).join("");

  options.api = new URL(/\/js\/[^/]*$/.test(path) ? ".." : ".", src(tag) || location).href;

  // --- what differs from call to call ---

  let custom = {}; // an address, title or referrer that a call names
  let extra; // properties of all events
  let mayCount = () => true;
  const as = (over, ...call) => {
    custom = over;
    tracker(...call);
    custom = {};
  };
  const absolute = (address) => address && new URL(address, location).href;
  const isObject = (value) => value && typeof value == "object";

  // --- each product: before anything is sent ---

  const prepare = {
    goatcounter: () => {
      const tagged = dataset.goatcounter ? tag : document.querySelector("[data-goatcounter]") || tag;
      let written;
      try {
        written = JSON.parse(tagged.dataset.goatcounterSettings || "{}");
      } catch (error) {
        console.warn("Tracker: data-goatcounter-settings is no JSON");
      }
      const settings = (globals.goatcounter = { ...written, ...globals.goatcounter });
      const endpoint = tagged.dataset.goatcounter || settings.endpoint || location.href;
      const [, key] = /\/visit\/(\w+)\/count/.exec(endpoint) || [];
      options.site = key || named(new URL(endpoint, location).host);
      options.manual = "";
      if (settings.allow_local) options.local = "";
      mayCount = () => {
        try {
          if (localStorage.skipgc == "t") return false;
        } catch (error) {}
        return settings.allow_frame || parent == globals;
      };
    },
    plausible: () => {
      const asked = globals.plausible && globals.plausible.o;
      const set = asked || {};
      options.site = named(compiled || dataset.domain || location.hostname);
      const has = (extension, name) => extensions.includes(extension) || set[name];
      if (has("hash", "hashBasedRouting")) options.hash = "";
      if (has("outbound-links", "outboundLinks")) options.outbound = "";
      if (has("file-downloads", "fileDownloads")) options.downloads = "";
      if (has("form-submissions", "formSubmissions")) options.forms = "";
      if (has("local", "captureOnLocalhost")) options.local = "";
      if (extensions.includes("manual") || set.autoCapturePageviews === false) options.manual = "";
      const props = isObject(set.customProperties) ? { ...set.customProperties } : {};
      for (const { name, value } of tag.attributes) name.replace(/^event-(.+)/, (all, key) => (props[key] = value));
      if (Object.keys(props)[0]) extra = props;
      const fits = (patterns) =>
        patterns.split(",").some((pattern) =>
          RegExp(
            "^" +
              pattern
                .trim()
                .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
                .replace(/\*\*/g, "\0")
                .replace(/\*/g, "[^/]*")
                .replace(/\0/g, ".*") +
              "/?$",
          ).test(location.pathname),
        );
      mayCount = () => {
        try {
          if (localStorage.plausible_ignore == "true") return false;
        } catch (error) {}
        return !(dataset.exclude && fits(dataset.exclude)) && (!dataset.include || fits(dataset.include));
      };
    },
    umami: () => {
      options.site = named(dataset.websiteId);
      if (dataset.autoTrack == "false") options.manual = "";
      if (dataset.tag) extra = { tag: dataset.tag };
      const domains = (dataset.domains || "").split(",").map((each) => each.trim());
      mayCount = () => {
        try {
          if (localStorage["umami.disabled"]) return false;
        } catch (error) {}
        return !domains[0] || domains.includes(location.hostname);
      };
    },
    matomo: () => {
      const calls = Array.isArray(globals._paq) ? globals._paq : [];
      const last = (name) => (calls.filter((call) => call[0] == name).pop() || [])[1];
      options.site = named("" + (last("setSiteId") || 1));
      options.manual = "";
    },
    liwan: () => {
      options.site = named(dataset.entity);
    },
  };
  prepare[kind]();

  /* beacon */

  // --- each product: its functions, and what was called before they were there ---

  // The nearest element around what was clicked that one of their ways marks.
  const clicked = (selector, then) =>
    addEventListener(
      "click",
      (event) => {
        const element = event.composedPath().find((each) => each.tagName && each.matches(selector));
        if (element) then(element);
      },
      true,
    );

  const speak = {
    goatcounter: () => {
      const settings = globals.goatcounter;
      const value = (given, otherwise) =>
        typeof given == "function" ? given(otherwise) : given == null ? otherwise : given;
      settings.count = (vars) => {
        const given = vars || {};
        const page = value(given.path == null ? settings.path : given.path, location.pathname + location.search);
        const title = value(given.title == null ? settings.title : given.title, document.title);
        const referrer = value(given.referrer == null ? settings.referrer : given.referrer, undefined);
        if (page === null) return;
        if (given.event) as({ title, referrer }, "" + page);
        else as({ url: given.path == null && settings.path == null ? undefined : absolute(page), title, referrer });
      };
      settings.filter = () => !mayCount() && "not counted";
      settings.get_query = (name) => new URLSearchParams(location.search).get(name) || undefined;
      settings.bind_events = () => {};
      settings.url = () => new URL("visit/" + options.site, options.api).href;
      if (!settings.no_events)
        clicked("[data-goatcounter-click]", ({ dataset, id, name }) =>
          settings.count({
            event: true,
            path: dataset.goatcounterClick || name || id,
            title: dataset.goatcounterTitle,
            referrer: dataset.goatcounterReferrer,
          }),
        );
      if (!settings.no_onload) settings.count();
    },
    plausible: () => {
      const early = globals.plausible || {};
      const plausible = (globals.plausible = (name, given) => {
        const { props, revenue, u, url, callback } = given || {};
        const earned = revenue && { revenue: revenue.amount, currency: revenue.currency };
        as({ url: absolute(u || url) }, name, (props || earned) && { ...props, ...earned });
        if (callback) callback({ status: 202 });
      });
      plausible.init = () => {};
      for (const call of early.q || []) plausible(...call);
      clicked('[class*="plausible-event-name"]', (element) => {
        const props = {};
        for (const each of element.classList)
          each.replace(/^plausible-event-(.+?)(?:=|--)(.+)/, (all, key, value) => (props[key] = value.replace(/\+/g, " ")));
        const { name, ...others } = props;
        if (name) plausible(name, { props: others });
      });
    },
    umami: () => {
      const page = () => ({
        website: dataset.websiteId,
        hostname: location.hostname,
        language: navigator.language,
        referrer: document.referrer,
        screen: screen.width + "x" + screen.height,
        title: document.title,
        url: location.href,
      });
      const payload = (given) => {
        const { url, title, referrer, name, data } = given;
        const { revenue, ...others } = data || {};
        as({ url: absolute(url), title, referrer }, name, data && (revenue > 0 ? data : revenue == null ? data : others));
      };
      globals.umami = {
        track: async (first, data) => {
          if (typeof first == "function") payload(first(page()));
          else if (isObject(first)) payload(first);
          else tracker(first, data);
        },
        identify: async () => {},
      };
      clicked("[data-umami-event]", ({ dataset }) => {
        const data = {};
        let any;
        for (const key in dataset)
          key.replace(/^umamiEvent(.+)/, (all, name) => {
            any = data[name[0].toLowerCase() + name.slice(1)] = dataset[key];
          });
        tracker(dataset.umamiEvent, any && data);
      });
    },
    matomo: () => {
      const given = {}; // what holds for all later calls
      const dimensions = {};
      const variables = { visit: {}, page: {}, event: {} }; // name and value by number; the nearest counts
      const held = []; // what happened before there was consent
      let consented = true;
      mayCount = () => consented;
      const word = (value) => (value == null || value === false || value === "" ? undefined : value);
      const properties = (values) => {
        const kept = {};
        for (const name in values) if (word(values[name]) !== undefined) kept[name] = values[name];
        return Object.keys(kept)[0] && kept;
      };
      const isDimension = (name) => /^dimension[1-9]\d{0,2}$/.test(name);
      const count = (name, values, data, over) => {
        const own = {};
        for (const each in data) if (isDimension(each)) own[each] = data[each];
        const told = properties({ ...own, ...values });
        if (consented) as({ ...given, ...over }, name, told);
        else held.push([{ url: location.href, title: document.title, ...given, ...over }, name, { ...extra, ...told }]);
      };
      const tell = () => {
        const all = { ...dimensions };
        for (const scope in variables)
          for (const [name, value] of Object.values(variables[scope])) all[name] = value;
        extra = properties(all);
      };
      const setDimension = (id, value) => {
        const name = "dimension" + parseInt(id);
        if (isDimension(name)) dimensions[name] = value == null ? "" : ("" + value).slice(0, 200);
        tell();
      };
      const setVariable = (index, name, value, scope = "visit") => {
        const slots = variables[{ 2: "visit", 3: "page" }[scope] || scope] || {};
        if (word(name) && word(value) !== undefined) slots[index] = [name, ("" + value).slice(0, 200)];
        else delete slots[index];
        tell();
      };
      const agree = () => {
        consented = true;
        for (const call of held.splice(0)) as(...call);
      };
      const refuse = () => (consented = false);
      const calls = {
        trackPageView: (title, data) => count("", {}, data, { title: word(title) || given.title }),
        trackEvent: (category, action, name, value, data) => count(action, { category, name, value }, data),
        trackGoal: (id, revenue, data) => count("Goal " + id, { revenue }, data),
        trackSiteSearch: (text, category, found, data) => count("Search", { text, category, found }, data),
        trackLink: (url, kind, data) => count(kind == "download" ? "Download" : "Outbound", { url }, data),
        trackContentImpression: (content, piece, target) => count("Content impression", { content, piece, target }),
        trackContentInteraction: (act, content, piece, target) => count("Content " + act, { content, piece, target }),
        trackEcommerceOrder: (order, revenue) => count("Order", { order, revenue }),
        trackEcommerceCartUpdate: (revenue) => count("Cart", { revenue }),
        setCustomUrl: (url) => (given.url = absolute(url)),
        setDocumentTitle: (title) => (given.title = title),
        setReferrerUrl: (referrer) => (given.referrer = referrer),
        setCustomDimension: setDimension,
        deleteCustomDimension: setDimension,
        setCustomVariable: setVariable,
        deleteCustomVariable: (index, scope) => setVariable(index, "", "", scope),
        deleteCustomVariables: (scope) => [1, 2, 3, 4, 5].map((index) => setVariable(index, "", "", scope)),
        enableLinkTracking: () => (options.outbound = options.downloads = ""),
        requireConsent: refuse,
        setConsentGiven: agree,
        rememberConsentGiven: agree,
        forgetConsentGiven: refuse,
        optUserOut: refuse,
        forgetUserOptOut: agree,
      };
      const run = (call) => {
        const [name, ...values] = call;
        try {
          if (typeof name == "function") name.apply(calls, values);
          else if (calls[name]) calls[name](...values);
        } catch (error) {
          console.warn(error); // and what was pushed behind it runs
        }
      };
      const early = Array.isArray(globals._paq) ? globals._paq : [];
      // As theirs does: these first, whatever stands before them.
      const isFirst = ([name]) => /^(enableLinkTracking|requireConsent|setConsentGiven)$/.test(name);
      for (const call of early) if (isFirst(call)) run(call);
      for (const call of early) if (!isFirst(call)) run(call);
      globals._paq = { push: (...all) => all.forEach(run) };
    },
    liwan: () => {
      globals.liwan = { event: async (name) => tracker(name) };
    },
  };
  speak[kind]();
})();
