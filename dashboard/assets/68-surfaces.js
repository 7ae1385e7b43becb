// The surfaces of incidents on the map: of all that stand while the feed lists incidents, and of the unfolded one.
"use strict";
(function () {
  const KEYS = [null, "blue", "yellow", "orange", "red"];
  let layer = null;
  let unfolded = null;
  let turn = 0;
  let version = null;
  let going = false; // to the unfolded one, as soon as it is drawn: a newer request may overtake the first

  const wanted = () => unfolded !== null || (yiping.feedView && yiping.feedView() === "incidents");

  // A press unfolds an incident and goes there; a second one folds it again.
  yiping.unfold = function (id) {
    unfolded = id === unfolded ? null : id;
    yiping.setStore("unfolded", unfolded);
    for (const row of document.querySelectorAll("[data-incident]")) {
      row.setAttribute("aria-expanded", String(row.dataset.incident === unfolded));
    }
    going = unfolded !== null;
    refresh();
  };

  async function refresh() {
    const mine = ++turn;
    if (!yiping.map) return;
    if (!wanted()) return draw(null);
    const query = new URLSearchParams({ under: yiping.area || "", id: unfolded || "" });
    const answer = await fetch("/incidents.geojson?" + query).catch(() => null);
    if (mine !== turn || !answer || !answer.ok) return;
    const told = await answer.json();
    if (mine !== turn) return;
    draw(told);
    if (!going) return;
    going = false;
    goTo(told.features.find((one) => one.properties.id === unfolded));
  }

  function draw(told) {
    if (layer) layer.remove();
    layer = null;
    if (!told || !yiping.map) return;
    layer = window.L.geoJSON(told, { pane: "surfaces", interactive: false, style: ({ properties }) => styleOf(properties) });
    layer.addTo(yiping.map);
  }

  // The ids of those that are drawn.
  yiping.surfaces = () => (layer ? layer.getLayers().map((one) => one.feature.properties.id) : []);

  function styleOf({ id, level, open, drill }) {
    const unit = yiping.unit();
    const mine = id === unfolded;
    const colour = yiping.colour(!open ? "sign" : drill ? "drill" : KEYS[level]);
    return {
      color: colour, weight: (mine ? 3.2 : 1.6) * unit, opacity: mine ? 1 : 0.8,
      dashArray: drill ? 8 * unit + " " + 5 * unit : null,
      fill: true, fillColor: colour, fillOpacity: mine ? 0.22 : 0.1,
    };
  }

  function goTo(feature) {
    if (!feature) return;
    const bounds = window.L.geoJSON(feature).getBounds();
    if (!bounds.isValid()) return;
    yiping.touchMap();
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    yiping.map.flyToBounds(bounds.pad(0.35), { duration: 0.8, animate: !still });
  }

  function changed() {
    const now = yiping.city && yiping.city.figures["list.alerts"];
    if (now === version || !document.querySelector(".panel.map")) return;
    version = now;
    if (wanted()) refresh();
  }
  setInterval(changed, 1000);

  yiping.on("map", (map) => {
    const pane = map.createPane("surfaces");
    pane.style.zIndex = 607; // above what is dimmed, under the sensors
    pane.style.pointerEvents = "none";
    layer = null;
    refresh();
  });
  yiping.on("feed-view", () => refresh());
  yiping.on("area", () => {
    unfolded = null;
    going = false;
    yiping.setStore("unfolded", null);
    refresh();
  });
})();
