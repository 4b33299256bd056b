// Command spelled runs services by names that constants spell. // want package:`"[)] runs clean, runs feed, runs mail, runs odd, runs poll, runs sync, expects pol}$`
package main

import (
	"context"

	"example.com/supervised"
)

type kind int

const (
	mail kind = iota
	poll
	sync
)

func (k kind) String() string {
	switch k {
	case mail:
		return "mail"
	case poll, kind(7):
		return "poll"
	default:
		return "odd"
	case sync:
	}
	return names[k]
}

var names = [...]string{"", "", "sync"}

type part string

const feed part = "feed"

func (p part) String() string { return string(p) }

type step uint8

const cleaning step = 3

var steps = map[step]string{cleaning: "clean"}

func (s step) Name() string { return steps[s] }

func main() {
	ctx := context.Background()
	go supervised.RunWithRecover(ctx, mail.String(), work)
	start(ctx, poll)
	for _, k := range []kind{sync, 9} {
		go supervised.RunWithRecover(ctx, k.String(), work)
	}
	go supervised.RunWithRecover(ctx, feed.String(), work)
	go supervised.RunWithRecover(ctx, cleaning.Name(), work)
	_, _ = supervised.IsUp([]string{"pol"}) // want `unknown-name: nothing is supervised as "pol", which is expected here; did you mean poll\?$`
}

func start(ctx context.Context, k kind) {
	go supervised.RunWithRecover(ctx, k.String(), work)
}

func work(context.Context) { println(len(names)) }
