// The live conversation over htmx's ws extension. Whenever the socket is not open, forms post as plain HTML forms.
import { refreshCart } from "./drawers.js";

const PULSE_EVERY = 25_000; // ms; proxies cut sockets that are silent for a minute
const PULSE_ANSWER = 10_000; // ms without a sign of life before a new socket is made
const DOUBLE_TAP = 700; // ms in which the same form is not sent again

const KEPT = "chat-waiting"; // in sessionStorage: survives a reload in the middle of a turn
const waiting = new Map(Object.entries(JSON.parse(sessionStorage.getItem(KEPT) ?? "{}"))); // key -> unanswered message
const sentAt = new WeakMap();
let socket = null;
let isOpen = false;
let comesBack = false; // the next fragment is the thread after a break
let wasOpen = false;
let heardAt = 0;

function keep() {
  sessionStorage.setItem(KEPT, JSON.stringify(Object.fromEntries(waiting)));
}

function remember(key, body) {
  waiting.set(key, body);
  keep();
}

function settle(key) {
  waiting.delete(key);
  keep();
}

// What the thread shows was answered; the rest is sent again, and its key makes it the same turn.
function sendAgain() {
  comesBack = false;
  for (const [key, body] of waiting) {
    if (document.getElementById(`said-${key}`)) settle(key);
    else socket.send(body);
  }
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function conversationId() {
  return document.getElementById("conversation-id")?.dataset.conversation ?? "";
}

function bubbleInView(chat) {
  const bubbles = chat.querySelectorAll(".message-person");
  bubbles[bubbles.length - 1]?.scrollIntoView({ block: "start", behavior: "instant" });
}

// Words that came unasked: brought into view unless the person is writing.
function newsInView(chat) {
  const mark = chat.querySelector("[data-news]");
  if (!mark) return false;
  mark.remove();
  const said = document.getElementById(`message-${mark.dataset.news}`);
  if (!document.activeElement?.value) said?.scrollIntoView({ block: "end", behavior: "smooth" });
  return true;
}

function addToken(form) {
  const token = document.querySelector("[data-composer] [name=csrfmiddlewaretoken]");
  if (token && !form.elements.csrfmiddlewaretoken) form.append(token.cloneNode());
  const conversation = form.elements.conversation;
  if (conversation) conversation.value = conversationId();
}

// A cancelled wsConfigSend leaves the submit event alone, so the browser posts the form itself.
function configureSend(event) {
  const form = event.detail.elt;
  if (!isOpen) {
    addToken(form);
    event.preventDefault();
    return;
  }
  const submit = event.detail.triggeringEvent;
  if (!form.matches("[data-composer]") && performance.now() - (sentAt.get(form) ?? -DOUBLE_TAP) < DOUBLE_TAP) {
    submit.preventDefault();
    event.preventDefault();
    return;
  }
  sentAt.set(form, performance.now());
  const fields = Object.fromEntries(new FormData(form, submit?.submitter ?? null));
  delete fields.csrfmiddlewaretoken;
  const pressed = submit?.submitter?.getAttribute("aria-label");
  if (pressed && fields.label) fields.label = pressed;
  fields.client_key = newKey();
  fields.conversation = conversationId();
  const body = JSON.stringify(fields);
  remember(fields.client_key, body);
  event.detail.messageBody = body;
}

function afterSend(event) {
  const form = event.target;
  form.closest("details.pick")?.removeAttribute("open");
  if (form.matches("[data-composer]")) {
    form.querySelector("textarea").value = "";
  } else if (form.matches(".chip-form, [data-auto-send]") || form.closest(".welcome, .confirm")) {
    document.getElementById("thread")?.focus({ preventScroll: true });
  }
}

function noteAnswer(chat) {
  const end = document.getElementById("conversation-id");
  if (end?.dataset.turnDone) {
    settle(end.dataset.turnDone);
    delete end.dataset.turnDone;
    refreshCart();
    openAsked();
    const classic = document.getElementById("classic-switch"); // not there when the assistant is open on a classic page
    if (classic) classic.href = end.dataset.classic;
    if (chat.closest(".page-chat") && location.pathname === "/" && conversationId()) {
      history.replaceState(null, "", `/chat/${conversationId()}/`);
    }
  }
  const error = document.getElementById("chat-error");
  if (error?.dataset.key) settle(error.dataset.key);
}

// Who asked for a page of the classic view gets it at once; in a thread that is only looked at, it stays a link.
function openAsked() {
  const answers = document.querySelectorAll("#thread .message-assistant");
  const link = answers[answers.length - 1]?.querySelector("a[data-open]");
  if (link) location.assign(link.href);
}

function opened(event, chat) {
  socket = event.detail.socketWrapper;
  isOpen = true;
  heardAt = performance.now();
  chat.querySelector("[data-connection]").hidden = true;
  if (wasOpen || waiting.size) {
    comesBack = true;
    socket.send(JSON.stringify({ type: "resume", conversation: conversationId() }));
  }
  wasOpen = true;
  const form = chat.querySelector("form[data-auto-send]");
  if (form) {
    form.requestSubmit();
    form.hidden = true;
    form.removeAttribute("data-auto-send");
    history.replaceState(null, "", location.pathname);
  }
}

function beat() {
  if (!isOpen || document.hidden) return;
  const asked = performance.now();
  socket.send(JSON.stringify({ type: "ping" }));
  setTimeout(() => {
    if (isOpen && heardAt < asked) socket.reconnect();
  }, PULSE_ANSWER);
}

export function startChat() {
  if (matchMedia("(pointer: fine)").matches) {
    document.querySelector(".page-chat [data-composer] textarea")?.focus({ preventScroll: true });
  }
  if (!location.hash) {
    const messages = document.querySelectorAll(".page-chat .message-person");
    messages[messages.length - 1]?.scrollIntoView({ block: "start", behavior: "instant" });
  }
  document.addEventListener("htmx:wsConfigSend", configureSend);
  document.addEventListener("htmx:wsAfterSend", afterSend);
  document.addEventListener("htmx:wsOpen", (event) => opened(event, event.target));
  document.addEventListener("htmx:wsClose", (event) => {
    isOpen = false;
    const note = event.target.querySelector("[data-connection]");
    if (note) note.hidden = false;
  });
  document.addEventListener("htmx:wsBeforeMessage", () => {
    heardAt = performance.now();
  });
  document.addEventListener("htmx:wsAfterMessage", (event) => {
    noteAnswer(event.target);
    if (comesBack) sendAgain();
    if (newsInView(event.target) || event.detail.message.includes('id="pulse"')) return;
    bubbleInView(event.target);
  });
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!field.matches?.("[data-composer] textarea")) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      if (field.value.trim()) field.form.requestSubmit();
    }
  });
  setInterval(beat, PULSE_EVERY);
}
