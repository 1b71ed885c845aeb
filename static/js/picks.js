// Picks: how many are checked is told to who hears the page; who sees it has the stylesheet's counter without this.

const form = document.querySelector(".es-picks");
const number = form.querySelector(".es-picks__number");

function count() {
  number.textContent = form.querySelectorAll(".es-box input:checked").length;
}

form.addEventListener("change", count);
window.addEventListener("pageshow", count); // the browser may have kept what was checked before
count();
