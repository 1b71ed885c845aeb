// Uploads: how far they are, and a file that is too large is told before it travels. Without this the form still works.

const MB = 1 << 20;

// In the capture phase, before forms.js counts the submit.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const file = form.matches("[data-upload]") && form.querySelector("input[type=file]").files[0];
  if (!file) return;
  event.preventDefault();
  event.stopPropagation();
  const limit = Number(form.dataset.uploadLimit);
  if (file.size > limit) {
    tell(form, `The file has ${Math.ceil(file.size / MB)} MB; at most ${limit / MB} MB can be taken here. Nothing was sent.`, true);
    return;
  }
  send(form);
}, true);

function send(form) {
  const button = form.querySelector("[type=submit]");
  if (button.disabled) return;
  button.disabled = true;
  const request = new XMLHttpRequest();
  request.open("POST", form.action || window.location.href);
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    const bar = form.querySelector("[data-upload-progress] progress");
    bar.value = (100 * event.loaded) / event.total;
    tell(form, `${(event.loaded / MB).toFixed(1)} of ${(event.total / MB).toFixed(1)} MB sent`);
  });
  request.upload.addEventListener("load", () => tell(form, "Sent. Looking at the file …"));
  request.addEventListener("error", () => {
    button.disabled = false;
    tell(form, "The connection broke. The file is still chosen: try again.", true);
  });
  request.addEventListener("load", () => arrive(request));
  request.send(new FormData(form));
}

// The server answered with the next page, or with this one and what is wrong.
function arrive(request) {
  if (request.status < 400 && request.responseURL !== window.location.href) {
    window.location.assign(request.responseURL);
    return;
  }
  const answer = new DOMParser().parseFromString(request.responseText, "text/html");
  const main = answer.querySelector("main");
  if (!main) {
    window.location.reload();
    return;
  }
  document.querySelector("main").replaceWith(main);
  const wrong = main.querySelector("[data-focus]");
  if (!wrong) return;
  wrong.tabIndex = -1;
  wrong.focus();
}

function tell(form, words, isWrong = false) {
  const place = form.querySelector("[data-upload-progress]");
  place.hidden = false;
  place.classList.toggle("es-upload--wrong", isWrong);
  place.querySelector("progress").hidden = isWrong;
  place.querySelector("[data-upload-words]").textContent = words;
}
