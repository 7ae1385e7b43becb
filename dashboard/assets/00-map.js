// Loads before dash-leaflet, which brings Leaflet along: catches every map it makes.
"use strict";
(function () {
  const heard = {};
  const yiping = (window.yiping = {
    map: null,
    on(name, listener) { (heard[name] = heard[name] || []).push(listener); },
    emit(name, value) { (heard[name] || []).forEach((listener) => listener(value)); },
    setProps(id, props) {
      if (window.dash_clientside && document.getElementById(id)) window.dash_clientside.set_props(id, props);
    },
    // Stores of Dash have no element in the page.
    setStore(id, data) {
      if (window.dash_clientside) window.dash_clientside.set_props(id, { data });
    },
    colour(name) {
      const page = document.querySelector(".page") || document.documentElement;
      return getComputedStyle(page).getPropertyValue("--" + name).trim();
    },
    // The screen's size: 1 at 1080 lines, 2 at 2160.
    unit() { return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16; },
  });

  function hook(leaflet) {
    leaflet.Map.addInitHook(function () {
      yiping.map = this;
      this.whenReady(() => setTimeout(() => yiping.emit("map", this), 0));
    });
  }

  let leaflet = window.L;
  if (leaflet) hook(leaflet);
  Object.defineProperty(window, "L", {
    configurable: true,
    get: () => leaflet,
    set(value) {
      const first = value && value.Map && value !== leaflet;
      leaflet = value;
      if (first) hook(value);
    },
  });
})();
