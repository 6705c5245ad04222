(function () {
  "use strict";
  var root = document.documentElement;
  function show(lang) {
    root.setAttribute("data-lang", lang);
    root.setAttribute("lang", lang === "zh" ? "zh-CN" : "en");
    document.title = root.getAttribute("data-title-" + lang);
    document.querySelectorAll(".switch button").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.value === lang));
    });
    document.querySelectorAll("[data-label-zh]").forEach(function (part) {
      var text = part.getAttribute("data-label-" + lang);
      if (part.tagName === "OPTION") part.textContent = text;
      else part.setAttribute("aria-label", text);
    });
  }
  var asked = /(?:^|[?&#])lang=(zh|en)/.exec(location.search + location.hash);
  var own = /^zh/i.test(navigator.language || "") ? "zh" : "en";
  show(asked ? asked[1] : own);
  document.querySelectorAll(".switch button").forEach(function (button) {
    button.addEventListener("click", function () { show(button.value); });
  });
  var choice = document.getElementById("region");
  if (choice) choice.addEventListener("change", function () {
    document.querySelectorAll("[data-region]").forEach(function (part) {
      part.hidden = part.getAttribute("data-region") !== choice.value;
    });
  });
})();
