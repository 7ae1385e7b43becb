// What people do to rules: check a text, propose it, decide on a proposal.
"use strict";
(function () {
  const read = (id) => (document.getElementById(id) || { value: "" }).value.trim();
  const show = (text, kind) => {
    const told = document.getElementById("rule-told");
    if (!told) return yiping.toast(text, kind);
    told.textContent = text;
    told.className = "told " + kind;
  };

  // The line of a mistake is chosen and brought into view: the gutter marks it.
  function mark(line) {
    const text = document.getElementById("rule-text");
    const gutter = document.getElementById("rule-lines");
    if (!text || !gutter) return;
    number();
    if (!line) return;
    const numbers = gutter.textContent.split("\n");
    gutter.replaceChildren(numbers.slice(0, line - 1).map((one) => one + "\n").join(""), wrong(line), numbers.slice(line).map((one) => "\n" + one).join(""));
    const begin = text.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    text.focus();
    text.setSelectionRange(begin, begin + text.value.split("\n")[line - 1].length);
    text.scrollTop = Math.max(0, (line - 6) * parseFloat(getComputedStyle(text).lineHeight));
  }

  function wrong(line) {
    const element = document.createElement("mark");
    element.textContent = String(line);
    return element;
  }

  function number() {
    const text = document.getElementById("rule-text");
    const gutter = document.getElementById("rule-lines");
    gutter.textContent = Array.from({ length: text.value.split("\n").length }, (_, at) => at + 1).join("\n");
    gutter.scrollTop = text.scrollTop;
  }

  const wishes = {
    check: () => ["/rules/check", { text: (document.getElementById("rule-text") || {}).value }],
    propose: () => ["/rules/propose", { text: (document.getElementById("rule-text") || {}).value, comment: read("rule-why") }],
    retire: (subject) => ["/rules/retire", { subject, comment: read("rule-why") }],
    approve: (subject) => ["/rules/proposals/approve", { subject, comment: read("rule-comment"), from: read("rule-from"), untested: read("rule-untested") }],
    reject: (subject) => ["/rules/proposals/reject", { subject, comment: read("rule-comment") }],
    withdraw: (subject) => ["/rules/proposals/withdraw", { subject, comment: read("rule-comment") }],
  };

  let busy = false;
  async function act(button) {
    if (busy) return;
    busy = true;
    button.classList.add("sending");
    const [address, body] = wishes[button.dataset.rule](button.dataset.subject);
    try {
      const answer = await yiping.post(address, body);
      if (answer.status === 401) return location.assign("/login?next=" + encodeURIComponent(location.pathname));
      const told = await answer.json();
      const kind = answer.ok ? "done" : "refused";
      const text = told.done || told.reason;
      if (button.dataset.rule === "check" || !answer.ok) {
        mark(told.line);
        return show(text, kind);
      }
      yiping.toast(text, kind);
      setTimeout(() => location.assign(told.next || location.pathname), 1200);
    } catch {
      show(yiping.say("tablet.failed", {}), "refused");
    } finally {
      busy = false;
      button.classList.remove("sending");
    }
  }

  // Parts that Dash is told of as one element: see panels/plain.py, which has escaped what people wrote.
  const filled = new WeakMap();
  new MutationObserver(() => {
    for (const element of document.querySelectorAll("[data-markup]")) {
      if (filled.get(element) === element.dataset.markup) continue;
      filled.set(element, element.dataset.markup);
      element.innerHTML = element.dataset.markup;
    }
  }).observe(document, { childList: true, subtree: true, attributeFilter: ["data-markup"] });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-rule]");
    if (button) act(button);
  });
  document.addEventListener("input", (event) => { if (event.target.id === "rule-text") number(); });
  document.addEventListener("scroll", (event) => {
    if (event.target.id === "rule-text") document.getElementById("rule-lines").scrollTop = event.target.scrollTop;
  }, true);
})();
