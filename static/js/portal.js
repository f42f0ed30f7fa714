// Comfort only; every page works without it.
"use strict";

// Escape closes an open menu and gives the focus back to its button.
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Control and S saves what is being written.
document.addEventListener("keydown", (event) => {
  const button = (event.ctrlKey || event.metaKey) && event.key === "s" && document.querySelector("[data-saves]");
  if (button) {
    event.preventDefault();
    button.form.requestSubmit(button);
  }
});

// After a swap the focus must not be lost: to the errors, to what asks for it, else to the new piece itself.
// What fills by itself while somebody writes takes no focus.
document.addEventListener("htmx:afterSettle", (event) => {
  const piece = event.detail.elt;
  if (piece.closest("[data-quiet]")) return;
  if (document.activeElement !== document.body && document.activeElement !== null) return;
  const goal = piece.querySelector(".errors, [data-focus]") || piece;
  if (!goal.hasAttribute("tabindex")) goal.setAttribute("tabindex", "-1");
  goal.focus();
});
