"use strict";
(function () {
  const form = document.querySelector("form.filter");
  const findings = Array.from(document.querySelectorAll("tbody.finding"));
  const rules = Array.from(document.querySelectorAll("section.rule"));
  const told = form.querySelector("output");
  function show() {
    const wanted = {
      severity: form.elements.severity.value,
      status: form.elements.status.value,
      authority: form.elements.authority ? form.elements.authority.value : "",
      rule: form.elements.rule.value
    };
    const words = form.elements.words.value.trim().toLowerCase();
    let shown = 0;
    for (const finding of findings) {
      const data = finding.dataset;
      const fits = Object.keys(wanted).every((name) => !wanted[name] || data[name] === wanted[name]) &&
        (!words || data.ids.toLowerCase().includes(words));
      finding.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    for (const rule of rules) {
      rule.hidden = !rule.querySelector("tbody.finding:not([hidden])");
    }
    told.textContent = shown.toLocaleString("en-GB") + " of " + findings.length.toLocaleString("en-GB") + " findings shown";
  }
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => window.setTimeout(show, 0));
  form.hidden = false;
  show();
})();
