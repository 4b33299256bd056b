// Package suggest guesses what a mistyped word was to be.
package suggest

import (
	"fmt"
	"slices"

	"github.com/agnivade/levenshtein"
)

// Meant returns "; did you mean WORD?" with the word that is nearest, or "" if
// none is near enough to be worth a question.
func Meant(typed string, words []string) string {
	// Two letters in the wrong order are two mistakes; half a word is not enough to go by.
	best, distance := "", min(2, len(typed)/2)+1
	for _, w := range slices.Sorted(slices.Values(words)) {
		if d := levenshtein.ComputeDistance(typed, w); d < distance {
			best, distance = w, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %s?", best)
}
