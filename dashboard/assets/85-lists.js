// Tells Dash which lists have changed, at most once a second each; the server then reads them anew.
"use strict";
(function () {
  const EVERY_MS = 1000;
  const NEWEST_EVERY_MS = 6000;
  const AT_LEAST_EVERY_MS = 30000;
  const LISTS = ["alerts", "orders", "states"];
  const told = {};
  let first = true;

  function versions() {
    if (!yiping.city || !document.getElementById("words")) return;
    const now = {};
    for (const name of LISTS) now[name] = yiping.city.figures["list." + name];
    for (const name of LISTS) {
      // The page was rendered a moment before the snapshot: once, everything is asked again.
      if (first || told[name] !== now[name]) yiping.setStore("version-" + name, now[name]);
      told[name] = now[name];
    }
    first = false;
  }
  setInterval(versions, EVERY_MS);

  // Also without new readings now and then: that a flood of alarms is over in an area, time alone tells.
  let newest = null;
  let toldAt = 0;
  setInterval(() => {
    const { newest: now } = yiping.pulse;
    const due = Date.now() - toldAt >= AT_LEAST_EVERY_MS;
    if ((now === newest && !due) || !document.querySelector("#trend, #sensor-now, #area-now")) return;
    newest = now;
    toldAt = Date.now();
    yiping.setStore("version-newest", toldAt);
  }, NEWEST_EVERY_MS);

  // How many rows do not fit: rows that would be cut wrap into a column out of sight.
  function more() {
    for (const sign of document.querySelectorAll("[data-more]")) {
      const rows = document.getElementById(sign.dataset.more);
      const hidden = [...rows.querySelectorAll(".row")].filter((row) => row.offsetLeft - rows.offsetLeft > 8).length;
      const text = hidden ? yiping.say("wall.more", { n: hidden }) : "";
      if (sign.textContent !== text) sign.textContent = text;
    }
  }

  function arrived() {
    more();
    yiping.tick();
    if (document.querySelector(".page") && !document.querySelector(".page.trouble")) yiping.startPush();
    const scale = document.querySelector(".wall") && Math.round(yiping.unit() * 100) / 100;
    if (scale && scale !== arrived.scale) yiping.setStore("scale", (arrived.scale = scale));
  }
  let later = null;
  const soon = () => { if (!later) later = setTimeout(() => { later = null; arrived(); }, 50); };
  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
  });
  window.addEventListener("resize", soon);

  // A page that could not be read tries again by itself.
  setInterval(async () => {
    if (!document.querySelector("[data-again]")) return;
    const answer = await fetch("/health", { cache: "no-store" }).catch(() => null);
    if (answer && answer.ok) location.reload();
  }, 3000);
})();
