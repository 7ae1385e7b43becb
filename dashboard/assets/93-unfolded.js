// What a person unfolded on a card stays so when the cards are drawn anew.
"use strict";
(function () {
  const unfolded = new Set();
  const orderOf = (details) => (details.closest("[data-order]") || { dataset: {} }).dataset.order;

  document.addEventListener("toggle", ({ target }) => {
    const order = target.matches && target.matches("details") && target.isConnected && orderOf(target);
    if (!order) return;
    if (target.open) unfolded.add(order); else unfolded.delete(order);
  }, true);

  new MutationObserver(() => {
    for (const details of document.querySelectorAll("[data-order] details:not([open])")) {
      if (details.dataset.seen) continue;
      details.dataset.seen = "1";
      details.open = unfolded.has(orderOf(details));
    }
  }).observe(document, { childList: true, subtree: true });
})();
