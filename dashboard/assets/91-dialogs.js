// Dialogs that ask for what a command needs. What was typed is kept until the server has taken it.
"use strict";
(function () {
  const kept = new Map();
  let asked = null;

  const fields = (dialog) => [...dialog.querySelectorAll("[data-field]")];
  const control = (field) => field.querySelector("textarea, select, input");

  yiping.ask = function (button) {
    const { ask, act: command, order, turn, title, hint } = button.dataset;
    const dialog = document.getElementById(ask + "-dialog");
    asked = { command, order, turn, dialog, key: command + " " + order };
    yiping.put(dialog.querySelector(".title"), title);
    yiping.put(dialog.querySelector(".hint"), hint || "");
    for (const quick of dialog.querySelectorAll("[data-quick]")) quick.hidden = quick.dataset.of !== command;
    const before = kept.get(asked.key) || {};
    for (const field of fields(dialog)) {
      begin(control(field), before[field.dataset.field]);
      field.classList.remove("missing");
    }
    dialog.showModal();
    control(fields(dialog)[0]).focus();
  };

  function begin(element, value) {
    if (value !== undefined) element.value = value;
    else if (element.tagName === "SELECT") element.selectedIndex = 0;
    else element.value = element.defaultValue;
  }

  // Marks what is missing; the first such field is to be filled next.
  function missing(dialog) {
    const empty = fields(dialog).filter((field) => "needed" in field.dataset && !control(field).value.trim());
    for (const field of fields(dialog)) field.classList.toggle("missing", empty.includes(field));
    if (empty.length) control(empty[0]).focus();
    return empty.length > 0;
  }

  // "longer.amount" is the amount of longer; what stays empty is not sent.
  function told(dialog) {
    const body = {};
    for (const field of fields(dialog)) {
      const value = control(field).value.trim();
      const [name, part] = field.dataset.field.split(".");
      if (!value) continue;
      if (part) body[name] = { ...body[name], [part]: control(field).type === "number" ? Number(value) : value };
      else body[name] = value;
    }
    return body;
  }

  async function submit() {
    const { command, order, turn, dialog, key } = asked;
    if (missing(dialog)) return;
    kept.set(key, Object.fromEntries(fields(dialog).map((field) => [field.dataset.field, control(field).value])));
    const body = told(dialog);
    dialog.close();
    const taken = command === "report"
      ? await yiping.deliver("report", "/reports", body, "version-orders")
      : await yiping.send(order, { command, ...(turn ? { turn: Number(turn) } : {}), ...body });
    if (taken) kept.delete(key);
  }

  document.addEventListener("click", ({ target }) => {
    const quick = target.closest("[data-quick]");
    if (quick) {
      const text = quick.closest("dialog").querySelector("[data-field=note] textarea");
      text.value = quick.dataset.quick;
      text.closest("[data-field]").classList.remove("missing");
      text.focus();
    }
    if (target.closest("[data-send]")) submit();
  });

  // Enter sends from a line, Ctrl and Enter from a text.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.closest || !event.target.closest("dialog [data-field]")) return;
    if (event.target.tagName === "INPUT" || event.ctrlKey) {
      event.preventDefault();
      submit();
    }
  });
})();
