// Runs before the page is drawn: the stylesheet then knows that scripts work.
document.documentElement.classList.add("js");
