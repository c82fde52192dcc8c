"use strict";

// A terminal measures its font once: ask for it before the terminal is made, which happens on load.
document.fonts.load('16px "Roboto Mono"');

document.addEventListener("DOMContentLoaded", () => {
  const again = document.getElementById("again");
  again.addEventListener("click", () => window.location.reload());
  new MutationObserver(() => {
    if (document.body.classList.contains("-closed")) again.focus();
  }).observe(document.body, { attributes: true, attributeFilter: ["class"] });
});
