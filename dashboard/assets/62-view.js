// Which area the wall looks at. The address says it (?area=), so that links, the back button and a reload hold; the
// server's answers follow the store `area`, the map goes there by itself.
"use strict";
(function () {
  const AGAIN_MS = 1500;
  const HIGHEST_ZOOM = 20;
  const views = new Map();
  let turn = 0;
  let told;
  let whole = null;
  // Until a hand moves the map it always shows the whole area, whatever loads or resizes.
  let touched = false;

  yiping.area = null; // the code that was asked for, null for the whole city
  yiping.view = null; // what the server told of it, see /areas/view.json
  yiping.touchMap = () => { touched = true; };

  const inAddress = () => new URLSearchParams(location.search).get("area") || null;

  yiping.enter = function (code) {
    if (code === yiping.area) return showAll();
    const query = code ? "?" + new URLSearchParams({ area: code }) : "";
    history.pushState(null, "", location.pathname + query);
    yiping.choose(null);
    look(code);
  };

  yiping.goUp = function () {
    const { area, view } = yiping;
    if (area && view && view.code === area) yiping.enter(view.way[view.way.length - 2] || null);
  };

  async function look(code) {
    const mine = ++turn;
    yiping.area = code;
    if (told !== code) yiping.setStore("area", (told = code));
    yiping.emit("area", code);
    const view = await viewOf(code, () => mine === turn);
    if (mine !== turn) return;
    if (!view) return location.reload(); // not in force: the server has a page that says so
    const moves = yiping.view !== null && view.code !== yiping.view.code;
    yiping.view = view;
    if (moves) touched = false;
    if (!code && view.bounds) growWhole(corners(view));
    fit(moves);
    yiping.emit("view", view);
  }

  // Null for an area that is not in force. Asks until there is an answer, or nobody wants it any more.
  async function viewOf(code, wanted) {
    while (!views.has(code) && wanted()) {
      const query = code ? "?" + new URLSearchParams({ area: code }) : "";
      const answer = await fetch("/areas/view.json" + query).catch(() => null);
      if (answer && answer.ok) views.set(code, await answer.json());
      else if (answer && answer.status === 404) return null;
      else await new Promise((done) => setTimeout(done, AGAIN_MS));
    }
    return views.get(code);
  }

  const corners = ({ bounds: [west, south, east, north] }) => window.L.latLngBounds([[south, west], [north, east]]);

  function growWhole(bounds) {
    if (!bounds || !bounds.isValid()) return;
    whole = whole ? whole.extend(bounds) : window.L.latLngBounds(bounds.getSouthWest(), bounds.getNorthEast());
    clearTimeout(growWhole.later);
    growWhole.later = setTimeout(() => fit(false), 60);
  }
  yiping.growWhole = growWhole;

  const padding = (units) => [units * yiping.unit(), units * yiping.unit()];
  const zoomFor = (map, bounds, pad) => Math.min(HIGHEST_ZOOM, map.getBoundsZoom(bounds, false, pad.map((one) => 2 * one)));

  function fit(animate) {
    const { map, view } = yiping;
    if (!map || !whole) return;
    const inside = Boolean(view && view.code);
    const bounds = inside ? corners(view) : whole;
    const pad = padding(inside ? (Object.keys(view.counts).length ? 30 : 150) : 14);
    yiping.wholeZoom = zoomFor(map, whole, padding(14));
    yiping.fitZoom = zoomFor(map, bounds, pad);
    // The limits come after the fit and not by their setters: those animate, and the end of that undoes the fit.
    map.options.minZoom = 0;
    map.options.maxZoom = HIGHEST_ZOOM;
    if (!touched) map.fitBounds(bounds, { padding: pad, animate: animate && !still() });
    map.options.minZoom = yiping.wholeZoom - 0.5;
    map.options.maxBounds = whole.pad(1);
    yiping.emit("whole");
  }
  const still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  function showAll() {
    touched = false;
    fit(true);
  }

  yiping.on("map", async (map) => {
    map.on("resize", () => fit(false));
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
    for (const sign of ["wheel", "keydown"]) map.getContainer().addEventListener(sign, yiping.touchMap);
    map.on("dragstart", yiping.touchMap);
    told = inAddress();
    look(told);
    const city = await viewOf(null, () => true);
    if (city && city.bounds) growWhole(corners(city));
  });
  window.addEventListener("popstate", () => {
    if (!document.querySelector(".wall") || inAddress() === yiping.area) return;
    yiping.choose(null);
    look(inAddress());
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.querySelector(".wall") && !document.querySelector("dialog[open]")) yiping.goUp();
  });

  let epoch = null;
  yiping.on("city", (city) => {
    if (!whole && city.n) {
      for (let at = 0; at < city.n; at++) growWhole(window.L && window.L.latLngBounds([[city.lat[at], city.lon[at]]]));
    }
    const known = epoch;
    epoch = city.epoch;
    if (known === null || known === epoch || !document.querySelector(".panel.map")) return;
    if (document.querySelector(".empty-map")) return location.reload();
    views.clear();
    yiping.emit("anew", epoch);
    told = undefined; // its name may be another
    look(yiping.area);
  });
})();
