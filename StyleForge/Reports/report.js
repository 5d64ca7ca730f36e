"use strict";
for (const input of document.querySelectorAll(".frame input")) {
  const show = () => input.parentElement.style.setProperty("--split", `${input.value}%`);
  input.addEventListener("input", show);
  show();
}
