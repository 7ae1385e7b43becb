// What people press. One order takes one command at a time from this page: a double tap sends once.
"use strict";
(function () {
  const ONE_CLICK_MS = 600;
  const sending = new Set();

  function cookie(name) {
    const found = document.cookie.split("; ").find((one) => one.startsWith(name + "="));
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
  }

  function post(address, body) {
    return fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("yiping_csrf") },
      body: JSON.stringify(body),
    });
  }

  function toast(text, kind) {
    const element = document.getElementById("toast");
    element.textContent = text;
    element.className = "shown " + kind;
    clearTimeout(toast.later);
    toast.later = setTimeout(() => { element.className = ""; }, kind === "refused" ? 9000 : 4500);
  }

  yiping.post = post;
  yiping.toast = toast;

  function mark(order) {
    for (const element of document.querySelectorAll('[data-order="' + CSS.escape(order) + '"]')) {
      element.classList.toggle("sending", sending.has(order));
    }
  }

  // A list that is drawn anew while a command is under way must show it as the old one did.
  new MutationObserver(() => sending.forEach(mark)).observe(document, { childList: true, subtree: true });

  const send = (order, body) => deliver(order, "/orders/" + encodeURIComponent(order) + "/act", body, "version-orders");
  const acknowledge = (num) => deliver("alert " + num, "/alerts/" + num + "/ack", {}, "version-alerts");

  async function deliver(subject, address, body, version) {
    if (sending.has(subject)) return false;
    sending.add(subject);
    mark(subject);
    toast(yiping.say("tablet.sending", {}), "waiting");
    try {
      const answer = await post(address, body);
      if (answer.status === 401) return location.assign("/login?next=" + encodeURIComponent(location.pathname + location.search));
      const told = await answer.json();
      toast(told.done || told.reason, answer.ok ? "done" : "refused");
      yiping.setStore(version, Date.now());
      return answer.ok;
    } catch {
      toast(yiping.say("tablet.failed", {}), "refused");
      return false;
    } finally {
      // Held a moment longer than the answer, so that the card has changed before it can be pressed again.
      setTimeout(() => { sending.delete(subject); mark(subject); }, 700);
    }
  }

  function act(button) {
    const { act: command, order, ask, turn } = button.dataset;
    if (ask) return yiping.ask(button);
    send(order, { command, turn: Number(turn) });
  }

  function fill(area, text) {
    area.value = text;
    area.classList.remove("missing");
  }

  function choose(num) {
    if (num === yiping.chosen) return;
    yiping.setStore("chosen", num);
    yiping.chosen = num;
    yiping.emit("chosen", num);
  }
  yiping.chosen = null;
  yiping.choose = choose;

  yiping.deliver = deliver;
  yiping.send = send;

  const reactions = {
    ack: (element) => acknowledge(element.dataset.ack),  // these before num: the buttons lie within a row
    shelve: (element) => yiping.shelve(element),
    end: ({ dataset: { end } }) => deliver("shelving " + end, "/shelvings/" + end + "/end", {}, "version-alerts"),
    fill: (element) => fill(document.getElementById("shelve-reason"), element.dataset.fill),
    incident: (element) => yiping.unfold(element.dataset.incident),
    view: (element) => yiping.chooseView(element.dataset.view),
    num: (element) => choose(Number(element.dataset.num)),
    act: (element) => act(element),
    cancel: (element) => element.closest("dialog").close(),
    area: async (element) => { await post("/area", { code: element.dataset.area || null }); location.reload(); },
    zoom: (element) => zoom(Number(element.dataset.zoom)),
    enter: (element, event) => follow(event, () => yiping.enter(element.dataset.enter || null)),
    lang: (element, event) => follow(event, () => speak(element.dataset.lang)),
  };

  // Links that this page follows by itself; with a key held down they are the browser's, for a new tab.
  function follow(event, go) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go();
  }

  function speak(lang) {
    const query = new URLSearchParams(location.search);
    query.set("lang", lang);
    location.assign("?" + query);
  }

  function zoom(step) {
    if (!step) return yiping.enter(null);
    yiping.touchMap();
    yiping.map.setZoom(yiping.map.getZoom() + step * 0.75);
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("#logout")) return post("/logout", {}).then(() => location.assign("/login"));
    for (const [name, react] of Object.entries(reactions)) {
      const element = event.target.closest("[data-" + name + "]");
      if (element) return react(element, event);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (!["Enter", " "].includes(event.key) || !event.target.matches("[role=button]:is([data-num], [data-incident])")) return;
    event.preventDefault();
    const { num, incident } = event.target.dataset;
    if (incident) yiping.unfold(incident); else choose(Number(num));
  });

  // The second click of a double click would go in twice.
  let enteredAt = 0;
  function goInto(code) {
    if (Date.now() - enteredAt < ONE_CLICK_MS) return;
    enteredAt = Date.now();
    yiping.enter(code);
  }

  // The chosen sensor carries a ring; a click on the map chooses the sensor under it, else goes into the area.
  let ring = null;
  function showRing() {
    const { map, city, chosen } = yiping;
    if (ring) ring.remove();
    const at = city && chosen ? city.nums.indexOf(chosen) : -1;
    if (!map || at < 0) return;
    const icon = window.L.divIcon({ className: "ring", iconSize: null });
    ring = window.L.marker([city.lat[at], city.lon[at]], { icon, interactive: false, keyboard: false }).addTo(map);
    if (!map.getBounds().contains(ring.getLatLng())) map.panTo(ring.getLatLng());
  }
  yiping.on("chosen", showRing);
  yiping.on("map", (map) => {
    map.on("click", (event) => {
      const at = yiping.points.pick(event.latlng);
      if (at !== null) return choose(yiping.city.nums[at]);
      const code = yiping.areaAt(event.latlng);
      if (code !== null && code !== yiping.area) goInto(code);
    });
    map.on("mousemove", ({ latlng }) => {
      const something = yiping.points.pick(latlng) !== null || yiping.areaAt(latlng) !== null;
      map.getContainer().style.cursor = something ? "pointer" : "";
    });
    showRing();
  });
})();
