package fix

import (
	"slices"
	"strings"
	"unicode"
)

// startVerbs are the words that say that something is started, not what.
// A name that begins with one is about the rest; one that has no rest is
// about its receiver: registry.StartHealthSweep is "health-sweep",
// broadcaster.Subscribe is "broadcaster".
var startVerbs = map[string]bool{
	"start": true, "run": true, "serve": true, "subscribe": true, "listen": true, "launch": true,
	"begin": true, "loop": true, "do": true, "exec": true, "execute": true, "spawn": true, "go": true,
}

// fillers are words that say nothing of their own behind a verb.
var fillers = map[string]bool{"and": true, "loop": true, "forever": true, "background": true, "async": true, "once": true, "all": true, "context": true}

// prepositions tie what follows to the verb: listenForUpdates is no "for-updates".
var prepositions = map[string]bool{
	"for": true, "on": true, "to": true, "in": true, "with": true, "until": true, "from": true, "at": true, "by": true, "if": true, "as": true,
}

// nameOf makes a name from the words of a function's name, and of the receiver's where the
// function's say only that something starts.
func nameOf(all, recv []string) string {
	if len(all) == 1 && (all[0] == "main" || all[0] == "init") && len(recv) > 0 {
		return join(recv)
	}
	if len(all) > 0 && startVerbs[all[0]] {
		rest := afterStart(all)
		switch {
		case len(rest) == 0 && len(recv) > 0:
			all = recv
		case len(rest) > 0 && !prepositions[rest[0]]:
			all = rest
		}
	}
	if n := len(all) - 1; n > 0 && all[n] == "locked" { // says who calls it
		all = all[:n]
	}
	if len(all) == 0 {
		return "goroutine"
	}
	return join(all)
}

// afterStart returns what follows the words that say that something starts.
func afterStart(all []string) []string {
	for len(all) > 0 && (fillers[all[0]] || startVerbs[all[0]]) {
		all = all[1:]
	}
	return all
}

// onlyStarts reports whether the words say only that something starts: runForever.
func onlyStarts(all []string) bool {
	return len(all) > 0 && startVerbs[all[0]] && len(afterStart(all)) == 0
}

// join makes one name of words, and of others behind them: what ends the ones and begins the others is said
// once: logStream.stream is no stream-stream.
func join(list ...[]string) string {
	var all []string
	for _, more := range list {
		n := min(len(all), len(more))
		for n > 0 && !slices.Equal(all[len(all)-n:], more[:n]) {
			n--
		}
		all = append(all[:len(all):len(all)], more[n:]...)
	}
	return strings.Join(all, "-")
}

// words splits an identifier into its lower-case words: cronSched, HTTPServer, listARNs
// and read_loop have two each.
func words(s string) []string {
	var list []string
	runes := []rune(s)
	start := 0
	cut := func(end int) {
		if start < end {
			list = append(list, strings.ToLower(string(runes[start:end])))
		}
		start = end
	}
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			cut(i)
			start = i + 1
		case unicode.IsUpper(r) && i > start:
			next := i+1 < len(runes) && unicode.IsLower(runes[i+1]) && !isPlural(runes[i+1:])
			if !unicode.IsUpper(runes[i-1]) || next {
				cut(i)
			}
		}
	}
	cut(len(runes))
	return list
}

// isPlural reports whether what stands behind a capital is the s of several: listARNs, syncIDsOf.
func isPlural(behind []rune) bool {
	return behind[0] == 's' && (len(behind) == 1 || !unicode.IsLower(behind[1]))
}

// isAgent reports whether a word reads like one for who does something: sender, aggregator.
func isAgent(word string) bool { return strings.HasSuffix(word, "er") || strings.HasSuffix(word, "or") }

// isAgentOf reports whether the words are for who does what the verb says: handler is of handle.
func isAgentOf(all []string, verb string) bool {
	return len(all) > 0 && isAgent(all[len(all)-1]) && strings.HasPrefix(all[len(all)-1], strings.TrimSuffix(verb, "e"))
}
