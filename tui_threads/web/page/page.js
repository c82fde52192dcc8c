"use strict";

// A terminal measures its font once: ask for it before the terminal is made, which happens on load.
document.fonts.load('16px "Roboto Mono"');

const focusTerminal = () => document.querySelector(".xterm-helper-textarea")?.focus();

document.addEventListener("DOMContentLoaded", () => {
  // A tab keeps its name when the page is opened again in it, and so its thread.
  sessionStorage.tab ??= crypto.randomUUID();
  document.getElementById("terminal").dataset.sessionWebsocketUrl += `/${sessionStorage.tab}`;
  const again = document.getElementById("again");
  again.addEventListener("click", () => window.location.reload());
  new MutationObserver(() => {
    if (document.body.classList.contains("-closed")) again.focus();
    else if (document.body.classList.contains("-first-byte")) focusTerminal();
  }).observe(document.body, { attributes: true, attributeFilter: ["class"] });
});
