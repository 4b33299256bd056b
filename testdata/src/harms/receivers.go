package harms

import (
	"log"
	"net/http"
	"regexp"
)

// The known function that a guard calls has its condition on what the method is called on, not on an argument: the analyzer
// looked that up among the arguments, and crashed.

func headersSet(header http.Header, f func()) {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				header.Set("X-Panic", "1")
			}
		}()
		f()
	}()
}

func patternMatched(secret *regexp.Regexp, f func()) {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				if s, ok := r.(string); ok && secret.MatchString(s) {
					return
				}
				log.Print("recovered")
			}
		}()
		f()
	}()
}
