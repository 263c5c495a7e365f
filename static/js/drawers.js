// The cart drawer of the conversation and the assistant on classic pages: <dialog>s filled over HTTP when opened.
// Without this script both are plain links to pages.

async function fill(dialog, address) {
  const answer = await fetch(address, { headers: { "HX-Request": "true" } });
  if (!answer.ok) return false;
  dialog.innerHTML = await answer.text();
  window.htmx.process(dialog);
  return true;
}

export async function openCart(dialog) {
  if (!(await fill(dialog, dialog.dataset.drawer))) return;
  if (!dialog.open) dialog.showModal();
}

export async function refreshCart() {
  const dialog = document.querySelector("dialog[data-drawer][open]");
  if (dialog) await fill(dialog, dialog.dataset.drawer);
}

async function openAssistant(launcher) {
  let dialog = document.querySelector("dialog.widget-drawer");
  if (!dialog) {
    dialog = document.createElement("dialog");
    dialog.className = "drawer widget-drawer";
    dialog.setAttribute("aria-label", launcher.textContent.trim());
    document.body.append(dialog);
    if (!(await fill(dialog, launcher.dataset.launcher))) {
      window.location.assign(launcher.href);
      return;
    }
  }
  dialog.showModal();
  const said = dialog.querySelectorAll(".message-person");
  said[said.length - 1]?.scrollIntoView({ block: "start", behavior: "instant" });
  dialog.querySelector("textarea")?.focus({ preventScroll: true });
}

export function startDrawers() {
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const launcher = event.target.closest("[data-launcher]");
    const cart = event.target.closest("[data-cart-link]");
    const drawer = document.querySelector("dialog[data-drawer]");
    if (launcher) {
      event.preventDefault();
      openAssistant(launcher);
    } else if (cart && drawer) {
      event.preventDefault();
      openCart(drawer);
    } else if (event.target.closest("[data-close]")) {
      event.target.closest("dialog")?.close();
    } else if (event.target.matches("dialog[open]")) {
      event.target.close(); // the backdrop
    }
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-closes]")) event.target.closest("dialog.drawer:not(.widget-drawer)")?.close();
  });
}
