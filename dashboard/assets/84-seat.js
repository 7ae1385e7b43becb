// What the seat is told above the wall, and which view of the feed it has. In a flood of alarms the feed turns to
// incidents by itself, and back when the flood is over; who chooses by hand keeps his choice until then.
"use strict";
(function () {
  // The limits of alerts/flood.py, which decides.
  const [LIMIT, ENDS] = [10, 5];
  const USUAL = "alerts";
  const IN_FLOOD = "incidents";
  let flooded = null; // null until the seat's figures have come
  let chosen = null; // by hand
  let before = null; // what was chosen by hand before the flood
  let told = null;

  const shown = () => chosen || (flooded ? IN_FLOOD : USUAL);

  function flood(now) {
    if (now === flooded) return;
    if (flooded !== null) {
      if (now) [before, chosen] = [chosen, null];
      else [before, chosen] = [null, before];
    }
    flooded = now;
    tell();
  }

  function tell() {
    const view = shown();
    for (const tab of document.querySelectorAll("[data-view]")) {
      tab.setAttribute("aria-pressed", String(tab.dataset.view === view));
    }
    if (view === told || !document.getElementById("feed")) return;
    // What the server drew first need not be asked for again.
    if (told === null && document.getElementById("feed").dataset.first === view) { told = view; return; }
    yiping.setStore("view", (told = view));
    yiping.emit("feed-view", view);
  }

  yiping.chooseView = function (view) {
    chosen = view;
    tell();
    notices();
  };
  yiping.feedView = shown;

  function bar(name, text) {
    const element = document.getElementById(name + "-bar");
    if (!element) return;
    yiping.put(document.getElementById(name + "-text"), text);
    if (element.hidden !== !text) element.hidden = !text;
  }

  function drill(figures) {
    const [exercise, replay] = [figures["drill.exercise"] || 0, figures["drill.replay"] || 0];
    if (!exercise && !replay) return "";
    const what = yiping.say("drill." + (exercise && replay ? "both" : exercise ? "exercise" : "replay"));
    return yiping.say("drill.told", { what, alerts: exercise + replay, orders: figures["drill.orders"] || 0 });
  }

  function loud(figures) {
    if (!flooded) return "";
    const since = yiping.moment(figures["noise.since"]);
    const first = yiping.say("flood.told", { since, n: figures["noise.alarms_10min"] || 0, limit: LIMIT });
    return first + " · " + yiping.say(shown() === IN_FLOOD ? "flood.switched" : "flood.by_hand", { ends: ENDS });
  }

  function notices() {
    const figures = yiping.figures && yiping.figures();
    if (!figures || !document.querySelector(".notices") || !document.getElementById("words")) return;
    // Of an area nothing is known until it was counted: what was said last stays.
    if (figures["noise.flooded"] === undefined && yiping.area) return;
    flood(Boolean(figures["noise.flooded"]));
    bar("drill", drill(figures));
    bar("flood", loud(figures));
  }

  // Another area is another seat.
  yiping.on("area", () => { flooded = chosen = before = null; });
  for (const name of ["city", "delta"]) yiping.on(name, notices);
  setInterval(notices, 1000);
})();
