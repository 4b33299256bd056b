package panicflow

import (
	_ "embed"
	"encoding/json"
	"go/types"
	"reflect"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
)

// What the standard library's functions are found to do is written down, so that no build has
// to find it again: go vet would run the analyzer on each package of it, and the command would
// have to read their bodies. It is of the version of Go with which std.txt was made (see
// TestStd), and of systems that do not contradict each other. A function that is not in it, of
// a later version, has no fact, and is found to be able to panic. Under -strict nothing that
// packages tell of each other is the same, and the facts are found as those of others are.

//go:embed std.txt
var stdText string

// stdLines are the sorted lines of std.txt: a function, the name of a fact's type, the fact.
var stdLines = sync.OnceValue(func() []string {
	return strings.Split(strings.TrimSuffix(stdText, "\n"), "\n")
})

// stdKey is what a line starts with.
func stdKey(fn *types.Func, fact analysis.Fact) string {
	return fn.Origin().FullName() + " " + reflect.TypeOf(fact).Elem().Name() + " "
}

// stdFact sets fact to what is written down of a function of the standard library, if anything is.
func stdFact(fn *types.Func, fact analysis.Fact) {
	key := stdKey(fn, fact)
	i, _ := slices.BinarySearch(stdLines(), key)
	if i == len(stdLines()) {
		return
	}
	if text, ok := strings.CutPrefix(stdLines()[i], key); ok {
		if err := json.Unmarshal([]byte(text), fact); err != nil {
			panic("std.txt: " + err.Error())
		}
	}
}

// KnowsStd reports whether what the standard library's functions do is written down, and their facts are not asked for.
func (c *Config) KnowsStd() bool { return !c.Strict && !c.findStd }
