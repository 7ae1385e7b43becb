// Names on the map, on one canvas: areas first, then water, then roads along their course; a name that would touch
// another is left out.
"use strict";
(function () {
  const KEYS = [null, "blue", "yellow", "orange", "red"];
  const NUMERALS = [null, "IV", "III", "II", "I"];
  let canvas = null;

  function language() { return document.documentElement.lang === "en" ? "en" : "zh"; }

  function free(taken, box) {
    return !taken.some((one) => box[0] < one[2] && box[2] > one[0] && box[1] < one[3] && box[3] > one[1]);
  }

  function draw() {
    const map = yiping.map;
    if (!map || !map._loaded || !map.getPane("names")) return;
    const size = map.getSize();
    const ratio = window.devicePixelRatio || 1;
    if (!canvas || !canvas.isConnected) canvas = window.L.DomUtil.create("canvas", "names", map.getPane("names"));
    canvas.width = size.x * ratio;
    canvas.height = size.y * ratio;
    canvas.style.width = size.x + "px";
    canvas.style.height = size.y + "px";
    window.L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint([0, 0]));
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    const taken = alarms(map);
    areaNames(pen, map, taken);
    baseNames(pen, map, taken, "water");
    baseNames(pen, map, taken, "road");
  }

  // The places of pins and of abnormal signs: no name may lie under them.
  function alarms(map) {
    const city = yiping.city;
    const boxes = [];
    const unit = yiping.unit();
    map.eachLayer((layer) => {
      if (!layer.options || layer.options.pane !== "pins" || !layer.getLatLng || boxes.length > 200) return;
      const { x, y } = map.latLngToContainerPoint(layer.getLatLng());
      boxes.push([x + 8 * unit, y - 26 * unit, x + 27 * unit, y - 5 * unit]);
    });
    for (let at = 0; city && at < city.n && boxes.length < 400; at++) {
      if (!yiping.loud(city.state[at])) continue;
      const point = map.latLngToContainerPoint([city.lat[at], city.lon[at]]);
      const reach = 14 * yiping.unit();
      const below = city.state[at] >= 16 ? 31 * unit : reach; // what is not real says its word below its sign
      boxes.push([point.x - reach, point.y - reach * 2, point.x + reach * 1.6, point.y + below]);
    }
    return boxes;
  }

  function write(pen, text, x, y, { font, ink, alpha = 1, angle = 0, spacing = 0 }) {
    const unit = yiping.unit();
    pen.save();
    pen.translate(x, y);
    pen.rotate(angle);
    pen.font = font;
    if ("letterSpacing" in pen) pen.letterSpacing = spacing * unit + "px";
    pen.lineWidth = 4 * unit;
    pen.strokeStyle = yiping.colour("map-land");
    pen.globalAlpha = 0.85 * alpha;
    pen.strokeText(text, 0, 0);
    pen.globalAlpha = alpha;
    pen.fillStyle = ink;
    pen.fillText(text, 0, 0);
    pen.restore();
  }

  function fontOf(weight, size) {
    return weight + " " + size * yiping.unit() + "px " + getComputedStyle(document.body).fontFamily;
  }

  function areaNames(pen, map, taken) {
    const level = yiping.shownLevel();
    const worst = (yiping.city && yiping.city.areas) || {};
    const areas = yiping.shownAreas().sort((a, b) => (worst[b.code] || 0) - (worst[a.code] || 0));
    const large = ["district", "street", "zone"].includes(level);
    const font = fontOf(600, large ? 17 : 14.5);
    pen.font = font;
    const view = map.getBounds();
    for (const area of areas) {
      if (!view.contains(area.centre)) continue;
      const severity = worst[area.code] || 0;
      // A unit grid is known by its number; only where something is wrong is it worth a name.
      if (level === "grid" && !severity && !yiping.area && map.getZoom() - yiping.wholeZoom < 3.2) continue;
      const broad = map.latLngToContainerPoint(area.bounds.getNorthEast()).x - map.latLngToContainerPoint(area.bounds.getSouthWest()).x;
      const lines = linesFor(pen, shortName(area.properties[language()]), broad);
      lines[lines.length - 1] += severity ? "  " + NUMERALS[severity] : "";
      const half = Math.max(...lines.map((line) => pen.measureText(line).width)) / 2 + 5 * yiping.unit();
      const tall = 11.5 * yiping.unit() * lines.length;
      const place = beside(taken, map.latLngToContainerPoint(area.centre), half, tall, large);
      if (!place) continue;
      taken.push(place.box);
      const ink = yiping.colour(severity ? KEYS[severity] : "map-name");
      const alpha = yiping.inView(area.centre) ? 1 : 0.4;
      lines.forEach((line, at) => {
        const y = place.y + (at - (lines.length - 1) / 2) * 21 * yiping.unit();
        write(pen, line, place.x, y, { font, ink, alpha, spacing: 0.5 });
      });
      pen.font = font;
    }
  }

  // Inside an area its own name need not be said again: of "Xinhua grid 03" in Xinhua Committee, "grid 03" is left.
  function shortName(name) {
    const around = yiping.shownLevel() && yiping.view.name ? yiping.view.name[language()] : "";
    let same = 0;
    while (same < name.length && name[same] === around[same]) same += 1;
    if (language() === "en") while (same && name[same - 1] !== " " && name[same] !== ",") same -= 1;
    const rest = name.slice(same).replace(/^[\s,，·]+/, "");
    return same >= 2 && rest ? rest : name;
  }

  // A name broader than its area goes on two lines, where it has words.
  function linesFor(pen, name, broad) {
    const words = name.split(" ");
    if (words.length < 2 || pen.measureText(name).width < broad * 0.8) return [name];
    const middle = Math.ceil(words.length / 2);
    return [words.slice(0, middle).join(" "), words.slice(middle).join(" ")];
  }

  // The centre, or a step beside it that is free; a street is named even where nothing is.
  function beside(taken, point, half, tall, always) {
    let best = null;
    for (const dy of [0, 1.4, -1.4, 2.8, -2.8, 4.2, -4.2]) {
      for (const dx of [0, 0.4, -0.4, 0.8, -0.8]) {
        const [x, y] = [point.x + dx * half, point.y + dy * tall];
        const box = [x - half, y - tall, x + half, y + tall];
        if (!free(taken, box)) continue;
        const cost = (yiping.points ? yiping.points.countIn(...box) : 0) * 1.5 + Math.abs(dx) + Math.abs(dy);
        if (!best || cost < best.cost) best = { x, y, box, cost };
      }
    }
    const centre = { ...point, box: [point.x - half, point.y - tall, point.x + half, point.y + tall] };
    return best || (always ? centre : null);
  }

  function baseNames(pen, map, taken, layer) {
    const water = layer === "water";
    const font = fontOf(water ? 500 : 400, water ? 17 : 14);
    const named = new Set();
    const features = yiping.base.filter((one) => one.feature.properties.layer === layer);
    features.sort((one, other) => other.feature.properties.width_m - one.feature.properties.width_m);
    for (const { feature } of features) {
      const name = feature.properties[language()];
      if (!name || named.has(name)) continue;
      pen.font = font;
      const width = pen.measureText(name).width + (water ? name.length * 6 * yiping.unit() : 0);
      const place = placeFor(map, feature.geometry, width, taken);
      if (!place) continue;
      named.add(name);
      taken.push(place.box);
      const ink = yiping.colour(water ? "map-water-name" : "map-road-name");
      write(pen, name, place.x, place.y, { font, ink, angle: place.angle, spacing: water ? 6 : 1 });
    }
  }

  // The middle of the straightest long piece of a line that lies in view and is free.
  function placeFor(map, geometry, width, taken) {
    const size = map.getSize();
    let best = null;
    for (const line of linesOf(geometry)) {
      const points = line.map(([lon, lat]) => map.latLngToContainerPoint([lat, lon]));
      for (let at = 0; at + 1 < points.length; at++) {
        for (const part of [0.5, 0.3, 0.7]) {
          const candidate = between(points[at], points[at + 1], part, width, size);
          if (candidate && seen(map, candidate, width) && free(taken, candidate.box) && (!best || candidate.length > best.length + 1)) best = candidate;
        }
      }
    }
    return best && best.length > width * 0.5 ? best : null;
  }

  // Outside of the area in view everything is dimmed, so nothing is named there.
  function seen(map, { x, y, angle }, width) {
    const [dx, dy] = [(Math.cos(angle) * width) / 2, (Math.sin(angle) * width) / 2];
    return !yiping.area || [-1, 0, 1].every((end) => yiping.inView(map.containerPointToLatLng([x + end * dx, y + end * dy])));
  }

  function between(a, b, part, width, size) {
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const length = Math.hypot(dx, dy);
    let angle = Math.atan2(dy, dx);
    if (Math.abs(angle) > Math.PI / 2) angle -= Math.sign(angle) * Math.PI;
    const [x, y] = [a.x + dx * part, a.y + dy * part];
    const tall = 9 * yiping.unit();
    const w = (Math.abs(Math.cos(angle)) * width) / 2 + Math.abs(Math.sin(angle)) * tall;
    const h = (Math.abs(Math.sin(angle)) * width) / 2 + Math.abs(Math.cos(angle)) * tall;
    const box = [x - w, y - h, x + w, y + h];
    const inside = box[0] > 4 && box[1] > 4 && box[2] < size.x - 4 && box[3] < size.y - 4;
    return inside ? { x, y, angle, length, box } : null;
  }

  function linesOf(geometry) {
    if (geometry.type === "LineString") return [geometry.coordinates];
    if (geometry.type === "MultiLineString") return geometry.coordinates;
    if (geometry.type === "Polygon") return [axis(geometry.coordinates[0])];
    if (geometry.type === "MultiPolygon") return geometry.coordinates.map((rings) => axis(rings[0]));
    return [];
  }

  // A rough middle line of a long polygon: the middles between opposite points of its ring.
  function axis(ring) {
    const half = Math.floor(ring.length / 2);
    const middles = [];
    for (let at = 0; at < half; at++) {
      const other = ring[ring.length - 1 - at];
      middles.push([(ring[at][0] + other[0]) / 2, (ring[at][1] + other[1]) / 2]);
    }
    return middles;
  }

  let later = null;
  // Gathers changes, but never waits for the last one: in a storm there is no last one.
  const soon = () => { later = later || setTimeout(() => { later = null; draw(); }, 60); };
  yiping.on("map", (map) => {
    if (!map.getPane("names")) map.createPane("names");
    map.getPane("names").style.zIndex = 618;
    map.getPane("names").style.pointerEvents = "none";
    map.on("zoomstart", () => { if (canvas) canvas.style.visibility = "hidden"; });
    map.on("moveend zoomend resize", () => { draw(); if (canvas) canvas.style.visibility = ""; });
    soon();
  });
  yiping.on("labels", soon);
  yiping.on("city", soon);
  yiping.on("delta", (delta) => { if (delta.index.length || Object.keys(delta.areas).length) soon(); });
  yiping.on("whole", soon);
})();
