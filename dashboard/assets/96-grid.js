// The cells of the list of all orders, its keys, and what it shows while it has no rows.
"use strict";
(function () {
  const GRID = "order-grid";
  const FRESH_EVERY_MS = 5000;
  const make = (tag, props, ...children) => window.React.createElement(tag, props, ...children);
  const two = (first, second) => make("div", { className: "cell" }, first, second ? make("small", null, second) : null);

  const CELLS = {
    level: (row) => make(
      "span",
      { className: "level " + row.level + (row.quiet ? " over" : "") + (row.origin ? " drill " + row.origin : "") },
      make("span", { className: "word" }, row.word), make("span", { className: "roman" }, row.roman),
    ),
    id: (row) => make("a", { href: "/orders/" + encodeURIComponent(row.id), tabIndex: -1 }, row.id),
    what: (row) => two(make("span", { title: row.what }, row.what), [row.drill, row.plan].filter(Boolean).join(" · ")),
    place: (row) => two(make("span", { title: row.place }, row.place), row.address),
    due: (row) => row.due
      ? make("span", { key: "runs", className: "due", "data-due": String(row.due) })
      : make("span", { key: "stands", className: "dim" }, row.clock),
  };

  const components = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  components.OrderCell = function ({ data: row, colDef: { field } }) {
    if (!row) return make("span", { className: "loading" }, field === "id" ? "…" : "");
    setTimeout(yiping.tick, 0);
    return CELLS[field] ? CELLS[field](row) : make("div", { className: "cell" }, make("span", { title: row[field] }, row[field]));
  };

  function linkOf(element) {
    const row = element.closest("#" + GRID + " .ag-row");
    return row && row.querySelector("a[href]");
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.closest) return;
    const link = linkOf(event.target);
    if (link) link.click();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("a") || String(window.getSelection())) return;
    const link = linkOf(event.target);
    if (!link) return;
    if (event.ctrlKey || event.metaKey) window.open(link.href);
    else link.click();
  });

  // No rows at all, or none that come: said over the grid, where otherwise nothing would be.
  const PATIENCE_MS = 10000;
  let waitsSince = null;
  function tell(api) {
    const rows = [...document.querySelectorAll("#" + GRID + " .ag-row")];
    const waits = rows.length > 0 && rows.every((row) => row.querySelector(".loading"));
    waitsSince = waits ? waitsSince || Date.now() : null;
    const failed = Boolean(waitsSince) && Date.now() - waitsSince > PATIENCE_MS;
    for (const element of document.querySelectorAll(".grid-told")) {
      const empty = element.dataset.told === "empty";
      element.hidden = empty ? api.getDisplayedRowCount() > 0 : !failed;
      if (!empty) element.toggleAttribute("data-again", failed); // the page comes again when the server answers
    }
  }

  // Rows are asked for again after something happened to an order, but not in every second of a storm.
  let shown = null;
  let freshAt = 0;
  setInterval(() => {
    const api = document.getElementById(GRID) && window.dash_ag_grid && window.dash_ag_grid.getApi(GRID);
    const now = yiping.city && yiping.city.figures["list.orders"];
    if (!api) return;
    tell(api);
    if (now === undefined || now === null) return;
    if (shown === null) shown = now;
    if (now === shown || Date.now() - freshAt < FRESH_EVERY_MS) return;
    [shown, freshAt] = [now, Date.now()];
    api.refreshInfiniteCache();
  }, 1000);
})();
