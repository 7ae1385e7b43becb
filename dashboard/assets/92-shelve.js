// The dialog that shelves an alert. What is missing is marked where it is missing, and nothing is sent.
"use strict";
(function () {
  const HOUR_MS = 3600000;
  const USUAL_HOURS = "2";
  let num = null;
  let hours = USUAL_HOURS;

  const of = (id) => document.getElementById("shelve-" + id);
  const lengths = () => [...of("dialog").querySelectorAll("[data-hours]")];

  yiping.shelve = function (button) {
    num = button.dataset.shelve;
    yiping.put(of("what"), button.dataset.what);
    for (const field of [of("reason"), of("comment")]) field.value = "";
    of("reason").classList.remove("missing");
    choose(USUAL_HOURS);
    of("dialog").showModal();
    of("reason").focus();
  };

  function choose(wanted) {
    hours = wanted;
    for (const one of lengths()) {
      one.setAttribute("aria-checked", String(one.dataset.hours === hours));
      one.tabIndex = one.dataset.hours === hours ? 0 : -1;
    }
    until();
  }

  // Until when it lasts, which moves on while somebody thinks.
  function until() {
    const dialog = of("dialog");
    if (!dialog || !dialog.open) return;
    yiping.put(of("until"), yiping.say("shelve.until", { at: yiping.moment(yiping.now() + Number(hours) * HOUR_MS) }));
  }
  setInterval(until, 1000);

  function send() {
    const reason = of("reason").value.trim();
    of("reason").classList.toggle("missing", !reason);
    if (!reason) return of("reason").focus();
    of("dialog").close();
    const body = { reason, comment: of("comment").value.trim(), hours: Number(hours) };
    yiping.deliver("alert " + num, "/alerts/" + num + "/shelve", body, "version-alerts");
  }

  document.addEventListener("click", ({ target }) => {
    const length = target.closest("[data-hours]");
    if (length) choose(length.dataset.hours);
    if (target.closest("[data-shelved]")) send();
  });

  // The arrows move within the lengths, as within any group of radio buttons; Ctrl and Enter send from a text.
  document.addEventListener("keydown", (event) => {
    if (!event.target.closest || !event.target.closest("#shelve-dialog")) return;
    if (event.key === "Enter" && event.ctrlKey) return send();
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step || !event.target.matches("[data-hours]")) return;
    event.preventDefault();
    const all = lengths();
    const next = all[(all.indexOf(event.target) + step + all.length) % all.length];
    choose(next.dataset.hours);
    next.focus();
  });
})();
