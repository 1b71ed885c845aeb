// Passkeys: shows their buttons where the browser has them, and says in words when a key does not answer.

const shown = Boolean(window.PublicKeyCredential);
for (const element of document.querySelectorAll("[data-passkey]")) element.hidden = !shown;

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const words = document.querySelector("[data-passkey-error]");
  if (!words) return;
  words.hidden = false;
  words.scrollIntoView({ block: "nearest" });
});
