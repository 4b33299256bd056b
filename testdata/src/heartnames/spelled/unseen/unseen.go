// Command unseen runs services by names that nobody can read off: any may be among them. // want package:`"[)] expects any}$`
package main

import (
	"context"
	"fmt"

	"example.com/supervised"
)

type kind int

func (k kind) String() string {
	if k > 3 {
		return "many"
	}
	return changed[k]
}

var changed = []string{"a", "b"}

type part int

func (p part) String() string { return changed[p] }

type text string

func (t text) String() string { return "<" + string(t) + ">" }

type hand int

func (h *hand) grow() { *h++ }

func (h hand) String() string {
	h.grow()
	switch h {
	case 1:
		return "first"
	}
	return "other"
}

func main() {
	ctx := context.Background()
	changed[0] = "any"
	go supervised.RunWithRecover(ctx, kind(1).String(), work)
	go supervised.RunWithRecover(ctx, part(0).String(), work)
	go supervised.RunWithRecover(ctx, fmt.Sprintf("%s", text("x")), work)
	go supervised.RunWithRecover(ctx, hand(0).String(), work)
	_, _ = supervised.IsUp([]string{"any"})
}

func work(context.Context) { println(len(changed)) }
