// Follows a running check and shows its result when it is there.
"use strict";

const doing = document.getElementById("doing");
const events = new EventSource(doing.dataset.events);
events.onmessage = (event) => {
  doing.textContent = event.data;
};
const look = () => {
  events.close();
  location.reload();
};
// Between two loads of the page, the seconds go on here.
const seconds = document.getElementById("seconds");
const begun = Date.now() - Number(seconds.textContent) * 1000;
setInterval(() => {
  seconds.textContent = Math.floor((Date.now() - begun) / 1000);
}, 1000);
events.addEventListener("done", look);
// The connection may be gone for good: then the page itself knows more.
events.onerror = () => setTimeout(look, 2000);
