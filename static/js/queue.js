// The moderators' queue by keyboard. Without this file every card is a form that works.
const queue = document.getElementById("queue");
const status = document.getElementById("queue-status");
let rejecting = null;

const cards = () => [...queue.querySelectorAll("[data-card]")];
const current = () => document.activeElement?.closest?.("[data-card]");
function go(step) {
  const all = cards(), at = all.indexOf(current());
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "center" });
}
async function decide(card, deed, reason) {
  const form = card.querySelector("[data-decide]");
  const button = form.querySelector(`button[value="${deed}"]`) ?? form.querySelector(`[data-key="${deed === "reject" ? "r" : "p"}"]`);
  if (!button) return;
  const said = new FormData(form);
  said.set("deed", button.value);
  if (reason) said.set("reason", reason);
  const answer = await fetch(form.action, { method: "POST", body: said, headers: { Accept: "application/json" } });
  const told = await answer.json().catch(() => ({ refused: [answer.statusText] }));
  if (told.refused?.length) { status.textContent = told.refused.join(" "); return; }
  const all = cards(), next = all[all.indexOf(card) + 1] ?? all[all.indexOf(card) - 1];
  card.parentElement.parentElement.remove();
  status.textContent = next ? queue.dataset.done : queue.dataset.empty;
  if (next) next.focus();
  else location.reload();
}
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
  const card = current();
  if (event.key === "j") go(card ? 1 : 0);
  else if (event.key === "k") go(-1);
  else if (card && event.key === "p") decide(card, "publish");
  else if (card && event.key === "o") card.querySelector("[data-decide] a")?.click();
  else if (card && event.key === "r") { rejecting = card; card.querySelector("select").dataset.waits = "1"; status.textContent = [...card.querySelectorAll("option")].slice(1).map((option) => option.textContent).join("   "); return; }
  else if (rejecting && /^[1-9]$/.test(event.key)) {
    const option = rejecting.querySelectorAll("select option")[Number(event.key)];
    if (option) decide(rejecting, "reject", option.value);
  } else return;
  rejecting = null;
  event.preventDefault();
});
cards()[0]?.focus();
