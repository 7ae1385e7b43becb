// Words and ages, in the page's language.
"use strict";
(function () {
  let element = null;
  let words = {};

  yiping.say = function (key, values) {
    const now = document.getElementById("words");
    if (now && now !== element) {
      element = now;
      words = JSON.parse(now.dataset.words);
      document.documentElement.lang = now.dataset.language;
    }
    return (words[key] || "").replace(/\{(\w+)\}/g, (_, name) => values[name]);
  };

  const units = [["days", 86400], ["hours", 3600], ["minutes", 60], ["seconds", 1]];
  yiping.age = function (milliseconds) {
    const seconds = Math.max(0, milliseconds / 1000);
    const [name, size] = units.find(([, span]) => seconds >= span) || units[3];
    return yiping.say("age." + name, { n: Math.floor(seconds / size) });
  };

  // The server's clock: a wall's own may be hours off.
  let ahead = 0;
  yiping.setClock = (serverNow) => { ahead = serverNow - Date.now(); };
  yiping.now = () => Date.now() + ahead;
})();
