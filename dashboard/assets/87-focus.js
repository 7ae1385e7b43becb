// A list that is drawn anew is made of new elements: what had the focus gets it back, at whatever place it now stands.
// Else a keyboard would fall off the page at every change, or act on what has moved to where it was.
"use strict";
(function () {
  // What tells a part of a row from all others, the narrowest first.
  const NAMES = ["ack", "shelve", "end", "incident", "alert", "order", "num"];
  let held = null;

  function selectorOf(element) {
    const name = NAMES.find((one) => element.dataset && element.dataset[one] !== undefined);
    return name && "[data-" + name + '="' + CSS.escape(element.dataset[name]) + '"]';
  }

  document.addEventListener("focusin", ({ target }) => {
    const list = target.closest(".rows");
    const selector = list && selectorOf(target);
    held = selector ? "#" + list.id + " " + selector : null;
  });
  document.addEventListener("pointerdown", () => { held = null; });

  function back() {
    if (!held || (document.activeElement && document.activeElement !== document.body)) return;
    const again = document.querySelector(held);
    if (again) again.focus({ preventScroll: true });
  }
  new MutationObserver(back).observe(document, { childList: true, subtree: true });
})();
