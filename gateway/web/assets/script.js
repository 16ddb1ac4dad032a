// Makes pages livelier. Everything works without it.
import { initAll } from "%GOVUK%";

initAll();

// A filter or a list that is chosen applies at once only where its button says so.
for (const form of document.querySelectorAll("form[data-submits-once]")) {
  form.addEventListener("submit", (event) => {
    // The server does a request once whatever happens; this spares the second page.
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "true";
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// Warns some time before an identity no longer holds. Nothing typed is lost either way: a form that is sent later is
// shown again. Whoever goes on proves who they are in another tab, and this page stays as it is.
const warning = document.querySelector("[data-holds]");
if (warning) {
  const before = 120;
  const show = () => {
    warning.hidden = false;
    warning.querySelector("a").focus();
  };
  setTimeout(show, Math.max(0, Number(warning.dataset.holds) - before) * 1000);
  warning.addEventListener("click", (event) => {
    if (event.target.closest("[data-dismiss], a")) warning.hidden = true;
  });
}
