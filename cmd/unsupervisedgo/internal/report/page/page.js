"use strict";
(() => {
	const all = (selector, from = document) => [...from.querySelectorAll(selector)];
	const form = document.getElementById("filters");
	const text = document.getElementById("text");
	const sections = all("section");
	const findings = all(".finding").map(element => ({element, words: element.textContent.toLowerCase()}));
	document.documentElement.classList.add("js");

	// What is below the filters, which stay on top, is not to be behind them.
	const measure = () => document.documentElement.style.setProperty("--top",
		(getComputedStyle(form).position === "sticky" ? form.offsetHeight + 8 : 8) + "px");
	addEventListener("resize", measure);
	measure();

	const filter = () => {
		const on = name => new Set(all(`[name=${name}]:checked`, form).map(box => box.value));
		const wanted = {category: on("category"), fix: on("fix")};
		if (form.querySelector("[name=known]")) wanted.known = on("known");
		const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
		let shown = 0;
		for (const f of findings) {
			const show = words.every(word => f.words.includes(word)) &&
				Object.entries(wanted).every(([key, values]) => values.has(f.element.dataset[key]));
			f.element.hidden = !show;
			if (show) shown++;
		}
		const count = new Map();
		for (const section of sections) {
			const n = all(".finding:not([hidden])", section).length;
			count.set(section.dataset.package, n);
			section.hidden = n === 0;
			section.querySelector("[data-here]").textContent = n;
		}
		for (const node of all("nav li")) {
			const n = all("[data-package]", node).reduce((sum, link) => sum + (count.get(link.dataset.package) || 0), 0);
			node.hidden = n === 0;
			node.querySelector("[data-below]").textContent = n;
		}
		document.getElementById("shown").textContent = `${shown} of ${findings.length}`;
		document.getElementById("none").hidden = shown > 0;
	};
	let timer;
	form.addEventListener("input", () => {
		clearTimeout(timer);
		timer = setTimeout(filter, 80);
	});
	form.addEventListener("submit", event => event.preventDefault());

	const visible = () => findings.filter(f => !f.element.hidden).map(f => f.element);
	document.getElementById("open").addEventListener("click", () => visible().forEach(f => f.open = true));
	document.getElementById("close").addEventListener("click", () => visible().forEach(f => f.open = false));

	// The finding that has the focus, or had it last.
	let current = null;
	document.addEventListener("focusin", event => current = event.target.closest(".finding") || current);
	const go = step => {
		const list = visible();
		const at = list.indexOf(current);
		const next = list[at < 0 ? (step > 0 ? 0 : list.length - 1) : Math.min(list.length - 1, Math.max(0, at + step))];
		if (next) {
			next.querySelector("summary").focus({preventScroll: true});
			next.scrollIntoView({block: "nearest"});
		}
	};
	document.addEventListener("keydown", event => {
		if (event.ctrlKey || event.metaKey || event.altKey) return;
		if (event.key === "Escape") {
			if (event.target === text) text.blur();
			go(0);
			return;
		}
		if (event.target.matches("input[type=search]")) return;
		const action = {"/": () => text.focus(), j: () => go(1), k: () => go(-1)}[event.key];
		if (action) {
			event.preventDefault();
			action();
		}
	});

	// A link to a finding opens it.
	const follow = () => {
		const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
		if (target && target.matches(".finding")) {
			target.open = true;
			target.scrollIntoView();
		}
	};
	addEventListener("hashchange", follow);
	follow();
})();
