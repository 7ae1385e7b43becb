// The schematic base map, and the pins of orders: how they look.
"use strict";
(function () {
  yiping.base = [];

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
    if (layer.getBounds && feature.properties.layer === "outline") yiping.growWhole(layer.getBounds());
    yiping.emit("labels");
  };

  function widenRoads() {
    for (const { feature, layer } of yiping.base) {
      if (feature.properties.layer === "road" && layer._map) layer.setStyle({ weight: roadWidth(feature) });
    }
  }

  yiping.orderPin = function (feature, latlng) {
    const { id, level, stage, origin } = feature.properties;
    yiping.emit("labels");
    const icon = window.L.divIcon({ className: "pin " + level + " " + stage + (origin === "live" ? "" : " drill"), iconSize: null, html: "<i></i>" });
    const marker = window.L.marker(latlng, { icon, keyboard: false, title: id, pane: "pins" });
    return marker.on("click", () => location.assign("/orders/" + encodeURIComponent(id)));
  };

  yiping.on("map", (map) => map.on("zoomend", widenRoads));
  yiping.on("whole", widenRoads);
  yiping.on("anew", (epoch) => {
    yiping.base = [];
    yiping.setProps("base", { url: "/areas/base.geojson?of=" + epoch });
  });
})();
