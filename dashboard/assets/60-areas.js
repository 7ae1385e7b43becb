// Base map and areas: how they look, which level is shown, and the view of the whole district.
"use strict";
(function () {
  const LEVELS = ["street", "committee", "grid"];
  const KEYS = [null, "blue", "yellow", "orange", "red"];
  const known = (yiping.areas = { street: new Map(), committee: new Map(), grid: new Map() });
  yiping.base = [];
  let whole = null;
  // Until a hand moves the map it always shows the whole district, whatever loads or resizes.
  let touched = false;

  yiping.baseStyle = function (feature) {
    const layer = feature.properties.layer;
    if (layer === "water") {
      return { stroke: true, weight: 1, color: yiping.colour("map-shore"), fillColor: yiping.colour("map-water"), fillOpacity: 1 };
    }
    if (layer === "road") return { color: yiping.colour("map-road"), weight: roadWidth(feature), opacity: 1, fill: false };
    return { color: yiping.colour("map-outline"), weight: 2 * yiping.unit(), fillColor: yiping.colour("map-land"), fillOpacity: 1 };
  };

  function roadWidth(feature) {
    const map = yiping.map;
    if (!map) return 2;
    const metresPerPixel = (40075016.7 * Math.cos((31.2 * Math.PI) / 180)) / (256 * Math.pow(2, map.getZoom()));
    return Math.max(1.2 * yiping.unit(), (feature.properties.width_m || 8) / metresPerPixel);
  }

  yiping.keepBase = function (feature, layer) {
    if (yiping.base.some((one) => one.layer._map && one.feature === feature)) return;
    yiping.base.push({ feature, layer });
    grow(layer.getBounds && feature.properties.layer === "outline" ? layer.getBounds() : null);
    yiping.emit("labels");
  };

  yiping.areaStyle = function (feature, context) {
    const { level, worst } = context.hideout;
    const severity = worst[feature.properties.code] || 0;
    const thin = level === "street" ? 1.6 : level === "committee" ? 1.1 : 0.8;
    if (!severity) {
      return { color: yiping.colour("map-border"), weight: thin * yiping.unit(), opacity: 0.9, fill: false, dashArray: null };
    }
    const colour = yiping.colour(KEYS[severity]);
    return {
      color: colour, weight: (1 + 0.5 * severity) * yiping.unit(), opacity: 0.95,
      fill: true, fillColor: colour, fillOpacity: 0.1 + 0.035 * severity,
      dashArray: severity < 3 ? 5 * yiping.unit() + " " + 4 * yiping.unit() : null,
    };
  };

  yiping.keepArea = function (feature, layer, context) {
    const level = context && context.hideout ? context.hideout.level : "street";
    const { code } = feature.properties;
    if (!known[level].has(code)) {
      known[level].set(code, { code, properties: feature.properties, centre: centreOf(layer), bounds: layer.getBounds() });
      if (level === "street") grow(layer.getBounds());
    }
    yiping.emit("labels");
  };

  // A place inside the area for its name: the middle of its largest ring's bounds, moved to the centroid.
  function centreOf(layer) {
    let ring = layer.getLatLngs();
    while (Array.isArray(ring[0])) ring = ring.reduce((big, one) => (size(one) > size(big) ? one : big));
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
  function size(ring) { return Array.isArray(ring[0]) ? size(ring[0]) : ring.length; }

  function grow(bounds) {
    if (!bounds || !bounds.isValid()) return;
    whole = whole ? whole.extend(bounds) : window.L.latLngBounds(bounds.getSouthWest(), bounds.getNorthEast());
    clearTimeout(grow.later);
    grow.later = setTimeout(() => showWhole(!touched), 60);
  }

  function showWhole(move) {
    const map = yiping.map;
    if (!map || !whole) return;
    const pad = 14 * yiping.unit();
    yiping.wholeZoom = map.getBoundsZoom(whole, false, [pad, pad]);
    // The limits come after the fit and not by their setters: those animate, and the end of that undoes the fit.
    map.options.minZoom = 0;
    if (move) map.fitBounds(whole, { padding: [pad, pad], animate: false });
    map.options.minZoom = yiping.wholeZoom - 0.5;
    map.options.maxZoom = yiping.wholeZoom + 6;
    map.options.maxBounds = whole.pad(1);
    levelShown();
    yiping.emit("whole");
  }
  yiping.showWhole = () => { touched = false; showWhole(true); };
  yiping.touchMap = () => { touched = true; };

  yiping.shownLevel = function () {
    const nearer = yiping.map ? yiping.map.getZoom() - (yiping.wholeZoom || yiping.map.getZoom()) : 0;
    const asked = nearer < 0.9 ? 0 : nearer < 2.2 ? 1 : 2;
    for (let at = asked; at >= 0; at--) if (known[LEVELS[at]].size) return LEVELS[at];
    return "street";
  };

  function levelShown() {
    const section = document.querySelector(".panel.map");
    if (!section) return;
    section.dataset.level = yiping.shownLevel();
    colourAreas();
    widenRoads();
  }

  function widenRoads() {
    for (const { feature, layer } of yiping.base) {
      if (feature.properties.layer === "road" && layer._map) layer.setStyle({ weight: roadWidth(feature) });
    }
  }

  // Colours go to the level that is seen, and only when they differ from what it shows.
  const shown = {};
  function colourAreas() {
    if (!yiping.city) return;
    const level = yiping.shownLevel();
    const worst = {};
    for (const code of known[level].keys()) if (yiping.city.areas[code]) worst[code] = yiping.city.areas[code];
    const told = JSON.stringify(worst);
    if (shown[level] === told) return;
    shown[level] = told;
    yiping.setStoreProps("areas-" + level, { hideout: { level, worst } });
    yiping.emit("labels");
  }
  yiping.setStoreProps = (id, props) => { if (window.dash_clientside) window.dash_clientside.set_props(id, props); };

  yiping.orderPin = function (feature, latlng) {
    const { id, level, stage } = feature.properties;
    yiping.emit("labels");
    const icon = window.L.divIcon({ className: "pin " + level + " " + stage, iconSize: null, html: "<i></i>" });
    const marker = window.L.marker(latlng, { icon, keyboard: false, title: id, pane: "pins" });
    return marker.on("click", () => location.assign("/orders/" + encodeURIComponent(id)));
  };

  yiping.on("map", (map) => {
    shown.street = shown.committee = shown.grid = undefined;
    map.on("zoomend", levelShown);
    map.on("resize", () => {
      showWhole(!touched);
    });
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
    for (const sign of ["wheel", "dblclick", "keydown"]) map.getContainer().addEventListener(sign, yiping.touchMap);
    map.on("dragstart", yiping.touchMap);
    setTimeout(() => showWhole(!touched), 100);
  });
  let epoch = null;
  yiping.on("city", (city) => {
    if (epoch !== null && epoch !== city.epoch && document.querySelector(".panel.map")) return location.reload();
    epoch = city.epoch;
    if (!whole && city.n) {
      for (let at = 0; at < city.n; at++) grow(window.L && window.L.latLngBounds([[city.lat[at], city.lon[at]]]));
    }
    colourAreas();
  });
  yiping.on("delta", (delta) => { if (Object.keys(delta.areas).length) colourAreas(); });
  yiping.on("labels", () => {
    clearTimeout(colourAreas.later);
    colourAreas.later = setTimeout(levelShown, 80);
  });
})();
