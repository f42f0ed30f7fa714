// Turns the fieldsets of the languages into tabs; without this script they stand below each other.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const panels = [...document.querySelectorAll("fieldset.language")];
  if (panels.length < 2) return;

  const list = document.createElement("div");
  list.className = "language-tabs";
  list.setAttribute("role", "tablist");
  panels[0].before(list);

  const tabs = panels.map((panel, index) => {
    const heading = panel.querySelector(".fieldset-heading");
    const tab = document.createElement("button");
    tab.type = "button";
    tab.className = "language-tabs__tab";
    tab.id = `language-tab-${index}`;
    tab.textContent = heading.textContent;
    tab.setAttribute("role", "tab");
    panel.id = panel.id || `language-panel-${index}`;
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    heading.hidden = true;
    if (panel.querySelector(".errorlist")) tab.classList.add("language-tabs__tab--wrong");
    tab.addEventListener("click", () => choose(index));
    list.append(tab);
    return tab;
  });

  function choose(chosen, { focus = false } = {}) {
    tabs.forEach((tab, index) => {
      tab.setAttribute("aria-selected", String(index === chosen));
      tab.tabIndex = index === chosen ? 0 : -1;
      panels[index].hidden = index !== chosen;
    });
    if (focus) tabs[chosen].focus();
  }

  list.addEventListener("keydown", (event) => {
    const now = tabs.indexOf(document.activeElement);
    const last = tabs.length - 1;
    const goal = {
      ArrowRight: now === last ? 0 : now + 1,
      ArrowLeft: now === 0 ? last : now - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (goal === undefined) return;
    event.preventDefault();
    choose(goal, { focus: true });
  });

  // A field the browser refuses must be seen, or nobody learns why nothing is saved.
  panels.forEach((panel, index) => panel.addEventListener("invalid", () => choose(index), true));

  const wrong = panels.findIndex((panel) => panel.querySelector(".errorlist"));
  const own = panels.findIndex((panel) => panel.querySelector(`[lang="${document.documentElement.lang}"]`));
  choose(wrong >= 0 ? wrong : Math.max(own, 0));
});
