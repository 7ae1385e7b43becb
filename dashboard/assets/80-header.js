// Figures, clock, ages, and the banner that says when the page is blind. Elements filled here have no children of Dash.
"use strict";
(function () {
  const FEED_STALE_MS = 180000;

  // Of the seat: the area in view, or the whole city. Null before they have come.
  yiping.figures = () => (yiping.area ? counted().figures : yiping.city && yiping.city.figures);

  function figures() {
    const told = yiping.figures();
    if (!told) return;
    for (const element of document.querySelectorAll("[data-figure]")) {
      const value = told[element.dataset.figure];
      const form = forms[element.dataset.form] || plain;
      put(element, value === undefined && yiping.area ? "–" : form(value || 0));
      element.parentElement.classList.toggle("zero", !value);
    }
  }

  const plain = (value) => value.toLocaleString("en");
  const forms = {
    // Comes in tenths; above ten, tenths tell nothing.
    ratio: (tenths) => (tenths ? (tenths < 100 ? (tenths / 10).toFixed(1) : plain(Math.round(tenths / 10))) + " : 1" : "–"),
  };

  // What the server counted for the area in view; no figures until those of this area have come.
  function counted() {
    const element = document.querySelector("#counts [data-counted]");
    if (!element || element.dataset.counted !== yiping.area) return { figures: {} };
    const { figures: text, newest } = element.dataset;
    return { figures: JSON.parse(text), newest: newest ? Number(newest) : null };
  }

  function put(element, text) {
    if (element && element.textContent !== text) element.textContent = text;
  }
  yiping.put = put;

  // A time of day of the district, with the date where it is not today.
  yiping.moment = function (at) {
    const words = document.getElementById("words");
    const zone = { timeZone: words ? words.dataset.zone : undefined };
    const day = (one) => new Date(one).toLocaleDateString("sv", zone);
    const time = new Date(at).toLocaleTimeString("en-GB", { ...zone, hour: "2-digit", minute: "2-digit" });
    return day(at) === day(yiping.now()) ? time : day(at).slice(5) + " " + time;
  };

  function ages() {
    const now = yiping.now();
    for (const element of document.querySelectorAll("[data-since]")) {
      const age = yiping.age(now - Number(element.dataset.since));
      put(element, element.dataset.ago ? yiping.say("age.ago", { age }) : age);
    }
    for (const element of document.querySelectorAll("[data-due]")) {
      const left = Number(element.dataset.due) - now;
      put(element, yiping.say(left < 0 ? "due.over" : "due.left", { age: yiping.age(Math.abs(left)) }));
      element.classList.toggle("overdue", left < 0);
    }
  }

  function clock() {
    const zone = document.getElementById("words");
    const strong = document.getElementById("clock");
    if (!zone || !strong) return;
    const [timeZone, locale] = [zone.dataset.zone, zone.dataset.language === "en" ? "en-GB" : "zh-CN"];
    const at = new Date(yiping.now());
    put(strong, at.toLocaleTimeString("en-GB", { timeZone, hour12: false }));
    const form = { timeZone, year: "numeric", month: "short", day: "numeric", weekday: "short" };
    put(document.getElementById("date"), at.toLocaleDateString(locale, form));
  }

  function freshness() {
    const { newest } = yiping.area ? counted() : yiping.pulse;
    const element = document.getElementById("age");
    if (!element) return;
    if (newest === undefined) return put(element, "–");
    const age = newest === null ? null : yiping.now() - newest;
    put(element, age === null ? yiping.say("header.no_data", {}) : yiping.say("age.ago", { age: yiping.age(age) }));
    element.classList.toggle("old", age === null || age > FEED_STALE_MS);
  }

  // Times of the processes behind the screen, and how long each may be silent.
  const AWAY_MS = 20000;
  const BEHIND = ["ingest", "broker", "engine"];

  // The first of them that has fallen silent. One that never spoke is none of this installation.
  function behind() {
    return BEHIND.find((name) => yiping.pulse[name] && yiping.now() - yiping.pulse[name] > AWAY_MS);
  }

  // The worst trouble first: blind, then a database that is away, then who is missing behind it, then a dry feed.
  function trouble() {
    const silence = Date.now() - yiping.heardAt;
    if (yiping.blind()) return ["stale", yiping.say("banner.stale", { seconds: Math.floor(silence / 1000) })];
    if (!yiping.pulse.database) return ["database", yiping.say("banner.database", { age: yiping.age(blindSince()) })];
    const missing = behind();
    if (missing) return [missing, yiping.say("banner." + missing, { age: yiping.age(yiping.now() - yiping.pulse[missing]) })];
    const { newest } = yiping.pulse;
    if (newest !== null && yiping.now() - newest > FEED_STALE_MS) {
      return ["feed", yiping.say("banner.feed", { age: yiping.age(yiping.now() - newest) })];
    }
    return [null, ""];
  }

  // How old the picture is while the database is away.
  const opened = Date.now();
  function blindSince() {
    const { read } = yiping.pulse;
    return read ? yiping.now() - read : Date.now() - opened;
  }

  function banner() {
    const element = document.getElementById("banner");
    if (!element || !document.getElementById("words")) return;
    const [kind, text] = trouble();
    put(element, text);
    element.hidden = kind === null;
    document.documentElement.classList.toggle("blind", kind === "stale" || kind === "database");
    document.documentElement.classList.toggle("dry", ["feed", ...BEHIND].includes(kind));
  }

  yiping.on("beat", () => {
    const heart = document.getElementById("heart");
    if (heart) {
      heart.classList.remove("beating");
      void heart.offsetWidth; // begins the animation anew
      heart.classList.add("beating");
    }
    tick();
  });

  function tick() {
    figures();
    clock();
    freshness();
    ages();
    banner();
  }
  yiping.tick = tick;
  yiping.on("city", tick);
  yiping.on("area", tick);
  yiping.on("delta", figures);
  setInterval(tick, 1000);
})();
