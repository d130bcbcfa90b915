// Small habits that make pages quicker to use. Every one of them is an addition: without this file all still works.
document.documentElement.classList.add("js");

// Open and close panels (filters on a phone), and give the focus back.
let opener = null;
function panel(id, open) {
  const element = document.getElementById(id);
  if (!element) return;
  element.classList.toggle("is-open", open);
  if (open) { opener = document.activeElement; element.querySelector("[data-close]")?.focus(); }
  else opener?.focus();
}
document.addEventListener("click", (event) => {
  const open = event.target.closest("[data-open]");
  const close = event.target.closest("[data-close]");
  const thumb = event.target.closest("[data-thumb]");
  const zoom = event.target.closest("[data-zoom]");
  if (open) panel(open.dataset.open, true);
  if (close) { panel(close.dataset.close, false); event.preventDefault(); }
  if (thumb) { event.preventDefault(); show(thumb); }
  if (zoom) { event.preventDefault(); enlarge(zoom); }
});

// The gallery: thumbnails choose, arrows go on, a press enlarges.
const calm = matchMedia("(prefers-reduced-motion: reduce)");
function show(thumb) {
  const target = document.getElementById(thumb.hash.slice(1));
  target.parentElement.scrollTo({ left: target.offsetLeft - target.parentElement.offsetLeft, behavior: calm.matches ? "auto" : "smooth" });
  for (const other of thumb.closest("ul").querySelectorAll("[data-thumb]")) other.toggleAttribute("aria-current", other === thumb);
  thumb.setAttribute("aria-current", "true");
}
function enlarge(link) {
  const dialog = document.createElement("dialog");
  dialog.className = "zoom";
  dialog.setAttribute("aria-label", link.getAttribute("aria-label"));
  const image = link.querySelector("img, .plate")?.cloneNode(true);
  if (image?.tagName === "IMG") { image.src = link.href; image.removeAttribute("loading"); }
  const button = document.createElement("button");
  button.className = "icon-button";
  button.setAttribute("aria-label", document.body.dataset.closeWord);
  button.textContent = "×";
  button.addEventListener("click", () => dialog.close());
  dialog.append(image, button);
  dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  document.body.append(dialog);
  dialog.showModal();
}
document.addEventListener("keydown", (event) => {
  const gallery = event.target.closest?.("[data-gallery]");
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (gallery && step) {
    const thumbs = [...gallery.querySelectorAll("[data-thumb]")];
    const next = thumbs[thumbs.findIndex((thumb) => thumb.hasAttribute("aria-current")) + step];
    if (next) { event.preventDefault(); show(next); next.focus(); }
  }
  if (event.key === "Escape") document.querySelectorAll("[data-panel].is-open").forEach((open) => panel(open.id, false));
  suggestionKeys(event);
});

// Suggestions by keyboard: arrows move, Enter follows, Escape closes (ARIA combobox).
const field = document.querySelector(".search-field[role=combobox]");
const list = document.getElementById("suggestions");
function suggestionKeys(event) {
  if (event.target !== field || !list) return;
  const options = [...list.querySelectorAll("[role=option]")];
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "Escape") { list.replaceChildren(); field.setAttribute("aria-expanded", "false"); }
  if (event.key === "Enter" && at >= 0) { event.preventDefault(); location.href = options[at].href; }
  if (!options.length || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  event.preventDefault();
  const next = (at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length;
  options.forEach((option, place) => { option.id = `suggestion-${place}`; option.setAttribute("aria-selected", String(place === next)); });
  field.setAttribute("aria-activedescendant", `suggestion-${next}`);
}
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target === list) field.setAttribute("aria-expanded", String(Boolean(list.querySelector("[role=option]"))));
  if (event.target.id === "basket") countBasket();
});

// After the basket changed in place, the number in the header follows.
function countBasket() {
  const units = [...document.querySelectorAll("#basket > .basket input[name=quantity]")].reduce((sum, input) => sum + Number(input.value), 0);
  const count = document.querySelector("#basket-link .count");
  if (count) count.textContent = units || "";
}

// Errors get the focus, so that a screen reader reads them first.
document.querySelector("[data-focus]")?.focus();

// The slider of points says where it stands.
document.addEventListener("input", (event) => {
  const slider = event.target.closest?.("[data-points]");
  if (slider) slider.parentElement.querySelector("output").value = slider.value;
});
