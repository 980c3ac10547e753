// Runs before the first paint, so that a dark page never flashes white. A file of its own because the page's policy allows no inline scripts.
(function () {
  var chosen = "auto";
  try {
    chosen = localStorage.getItem("rootnode-theme") || "auto";
  } catch {
    // Storage is blocked: follow the system.
  }
  var dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
