// Dims everything outside of the area in view, and draws its outline.
"use strict";
(function () {
  let parts = [];
  let rings = [];

  const ringsOf = ({ type, coordinates }) => (type === "Polygon" ? coordinates : coordinates.flat());

  function draw(view) {
    const { map } = yiping;
    parts.forEach((part) => part.remove());
    parts = rings = [];
    if (!map || !view || !view.outline) return;
    rings = ringsOf(view.outline).map((ring) => ring.map(([lon, lat]) => [lat, lon]));
    const around = map.options.maxBounds ? window.L.latLngBounds(map.options.maxBounds).pad(2) : window.L.latLngBounds(rings[0]).pad(50);
    const corners = [around.getNorthWest(), around.getNorthEast(), around.getSouthEast(), around.getSouthWest()];
    const common = { pane: "mask", interactive: false };
    const dim = { ...common, stroke: false, fillColor: yiping.colour("map-ground"), fillOpacity: 0.68 };
    const line = { ...common, fill: false, color: yiping.colour("map-chosen"), weight: 2.6 * yiping.unit() };
    parts = [window.L.polygon([corners, ...rings], dim), window.L.polygon(rings, line)];
    parts.forEach((part) => part.addTo(map));
  }

  // Whether a place lies in the area in view; of the whole city every place does.
  yiping.inView = ({ lat, lng }) => !rings.length || yiping.holds(rings.map((ring) => ring.map(([y, x]) => ({ lat: y, lng: x }))), { lat, lng });

  yiping.on("map", (map) => {
    const pane = map.createPane("mask");
    // Under the sensors, of which those outside are drawn dim: one on the border must stay legible.
    pane.style.zIndex = 605;
    pane.style.pointerEvents = "none";
  });
  yiping.on("view", draw);
  window.addEventListener("resize", () => draw(yiping.view));
})();
