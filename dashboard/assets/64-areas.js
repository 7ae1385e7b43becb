// The areas on the map: those of the level that fits the zoom, below the area in view. Each layer is fetched for the
// band of the zoom; of a level with very many areas, only those of the streets in view.
"use strict";
(function () {
  const STEPS = [0.9, 2.2, 3.4]; // how much nearer than the whole the next levels come
  const SMALLEST_PX = 60; // of a level's average area
  const MANY = 1500;
  const KEYS = [null, "blue", "yellow", "orange", "red"];
  const THIN = { district: 2, street: 1.6, zone: 1.4, committee: 1.1, grid: 0.8 };
  const drawn = new Map(); // "level under" -> { band, layer, areas }
  const asked = new Map(); // "level under" -> band under way

  function levels({ code, counts }) {
    const all = Object.keys(counts);
    if (code) return all;
    const usual = all.filter((key) => key !== "zone" && !(key === "district" && counts.district === 1));
    return usual.length ? usual : all;
  }

  // Null where nothing lies below.
  yiping.shownLevel = function () {
    const { map, view } = yiping;
    if (!map || !view) return null;
    const nearer = map.getZoom() - (yiping.fitZoom || map.getZoom());
    const fitting = levels(view).filter((key, at) => at === 0 || (nearer >= STEPS[Math.min(at, STEPS.length) - 1] && roomy(view, key)));
    return fitting[fitting.length - 1] || null;
  };

  function roomy({ bounds: [west, south, east, north], counts }, level) {
    const [one, other] = [yiping.map.project([south, west]), yiping.map.project([north, east])];
    return Math.sqrt(Math.abs((one.x - other.x) * (one.y - other.y)) / counts[level]) > SMALLEST_PX * yiping.unit();
  }

  const bandOf = (zoom) => yiping.view.bands.find(([, last]) => zoom <= last)[0];

  // Which layers the view needs: of a level with very many areas one for each street in sight, of an area without any
  // below its neighbours, dimmed.
  function wanted() {
    const { view, map } = yiping;
    const level = yiping.shownLevel();
    if (!level) return view.code ? [[view.level, view.way[view.way.length - 2] || ""]] : [];
    if (view.counts[level] <= MANY || !view.counts.street || level === "street") return [[level, view.code || ""]];
    const streets = drawn.get(keyOf("street", view.code || ""));
    if (!streets) return [["street", view.code || ""]];
    const sight = map.getBounds();
    return [...streets.areas.values()].filter((one) => sight.intersects(one.bounds)).map((one) => [level, one.code]);
  }
  const keyOf = (level, under) => level + " " + under;

  let current = [];
  function refresh() {
    const { map, view } = yiping;
    if (!map || !view || !document.querySelector(".panel.map")) return;
    const band = bandOf(map.getZoom());
    const wishes = wanted();
    current = wishes.map(([level, under]) => keyOf(level, under));
    const missing = wishes.filter(([level, under]) => (drawn.get(keyOf(level, under)) || {}).band !== band);
    missing.forEach(([level, under]) => fetchLayer(level, under, band));
    if (!missing.length) tidy();
    document.querySelector(".panel.map").dataset.level = yiping.shownLevel() || view.level;
    document.querySelector(".panel.map").dataset.within = view.level || "";
  }

  async function fetchLayer(level, under, band) {
    const key = keyOf(level, under);
    if (asked.get(key) === band) return;
    asked.set(key, band);
    const query = new URLSearchParams({ band, under });
    const answer = await fetch("/areas/" + level + ".geojson?" + query).catch(() => null);
    const told = answer && answer.ok ? await answer.json() : null;
    if (asked.get(key) !== band) return;
    asked.delete(key);
    if (!told) return setTimeout(refresh, 2000);
    if (!current.includes(key)) return;
    drop(key);
    drawn.set(key, draw(level, band, told));
    // The streets were asked for to know which are in sight.
    refresh();
    yiping.emit("labels");
  }

  function draw(level, band, told) {
    const areas = new Map();
    const worst = (yiping.city && yiping.city.areas) || {};
    const layer = window.L.geoJSON(told, {
      pane: "areas",
      interactive: false,
      style: (feature) => styleOf(level, worst[feature.properties.code] || 0),
      onEachFeature(feature, one) {
        const { code } = feature.properties;
        areas.set(code, { code, properties: feature.properties, layer: one, centre: centreOf(one), bounds: one.getBounds() });
      },
    }).addTo(yiping.map);
    return { level, band, layer, areas };
  }

  function drop(key) {
    if (drawn.has(key)) drawn.get(key).layer.remove();
    drawn.delete(key);
  }

  // What was there before goes when all that is wanted has come: the map is never bare in between.
  function tidy() {
    for (const key of [...drawn.keys()]) if (!current.includes(key)) drop(key);
    yiping.emit("labels");
  }

  function styleOf(level, severity) {
    const unit = yiping.unit();
    if (!severity) {
      const colour = yiping.colour(yiping.area ? "map-outline" : "map-border");
      return { color: colour, weight: THIN[level] * unit, opacity: 0.9, fill: false, dashArray: null };
    }
    const colour = yiping.colour(KEYS[severity]);
    return {
      color: colour, weight: (1 + 0.5 * severity) * unit, opacity: 0.95,
      fill: true, fillColor: colour, fillOpacity: 0.1 + 0.035 * severity,
      dashArray: severity < 3 ? 5 * unit + " " + 4 * unit : null,
    };
  }

  function colour(codes) {
    for (const { level, areas } of drawn.values()) {
      for (const code of codes || areas.keys()) {
        const area = areas.get(code);
        if (area) area.layer.setStyle(styleOf(level, yiping.city.areas[code] || 0));
      }
    }
    yiping.emit("labels");
  }

  // The areas that are seen now, for their names.
  yiping.shownAreas = () => current.flatMap((key) => (drawn.has(key) ? [...drawn.get(key).areas.values()] : []));

  // The code of the shown area at a place of the map, null for none.
  yiping.areaAt = function (latlng) {
    const found = yiping.shownAreas().find((one) => one.bounds.contains(latlng) && yiping.holds(ringsOf(one.layer.getLatLngs()), latlng));
    return found ? found.code : null;
  };

  const ringsOf = (latlngs) => (Array.isArray(latlngs[0]) ? latlngs.flatMap(ringsOf) : [latlngs]);

  yiping.holds = function (rings, { lat, lng }) {
    let inside = false;
    for (const ring of rings) {
      for (let at = 0, last = ring.length - 1; at < ring.length; last = at++) {
        const [a, b] = [ring[at], ring[last]];
        if (a.lat > lat !== b.lat > lat && lng < ((b.lng - a.lng) * (lat - a.lat)) / (b.lat - a.lat) + a.lng) inside = !inside;
      }
    }
    return inside;
  };

  // A place inside the area for its name: the centroid of its largest ring.
  function centreOf(layer) {
    const ring = ringsOf(layer.getLatLngs()).reduce((big, one) => (one.length > big.length ? one : big));
    let [area, lat, lng] = [0, 0, 0];
    ring.forEach((one, at) => {
      const two = ring[(at + 1) % ring.length];
      const cross = one.lng * two.lat - two.lng * one.lat;
      area += cross;
      lng += (one.lng + two.lng) * cross;
      lat += (one.lat + two.lat) * cross;
    });
    return area ? window.L.latLng(lat / (3 * area), lng / (3 * area)) : layer.getBounds().getCenter();
  }

  yiping.on("map", (map) => {
    map.createPane("areas").style.zIndex = 350;
    map.getPane("areas").style.pointerEvents = "none";
    map.on("moveend", refresh);
    drawn.clear();
  });
  for (const name of ["view", "whole"]) yiping.on(name, refresh);
  yiping.on("anew", () => { [...drawn.keys()].forEach(drop); asked.clear(); });
  yiping.on("city", () => colour());
  yiping.on("delta", (delta) => { if (Object.keys(delta.areas).length) colour(Object.keys(delta.areas)); });
})();
