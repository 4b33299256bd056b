package main

import (
	"context"
	"os"
)

// What a function returns that returns nil at times is no pointer that somebody has made: not for what is captured, nor for a receiver.

func (Cases) SupervisedOnNone() {
	p := cnPick()
	go func() {
		cnSafely(p.title, func() {})
	}()
}

func (Cases) SupervisedOnNoneAsked() {
	p := cnPick()
	if p == nil {
		p = &cnPlan{}
	}
	go func() {
		cnSafely(p.title, func() {})
	}()
}

func (Cases) SupervisedContextOfNone() {
	p := cnPick()
	go func() {
		cnSafelyIn(p.ctx, func(context.Context) {})
	}()
}

func (Cases) SupervisedContextOfOne() {
	p := &cnPlan{ctx: context.Background()}
	go func() {
		cnSafelyIn(p.ctx, func(context.Context) {})
	}()
}

func (Cases) ContextOfUndeclared() {
	var p *cnPlan
	go func() {
		cnSafelyIn(p.ctx, func(context.Context) {})
	}()
}

func (Cases) GuardHandedOfNone() {
	p := cnPick()
	go func() {
		defer func(string) { recover() }(p.title)
		boom()
	}()
}

func (Cases) GuardBehindReadOfNone() {
	p := cnPick()
	go func() {
		title := p.title
		defer func() { recover() }()
		boom()
		println(title)
	}()
}

func (Cases) CancelOfNone() {
	p := cnPick()
	go func() {
		_, cancel := context.WithCancel(p.ctx)
		cancel()
	}()
}

func (Cases) MethodOnNoneAtSecondHand() { go cnPick().run() }

func (Cases) MethodOnOne() { go (&cnPlan{}).run() }

// trusted: somebody has made what a rewrite finds in a parameter
func (Cases) ContextOfParameter() {
	go func(p *cnPlan) {
		cnSafelyIn(p.ctx, func(context.Context) {})
	}(cnKeep(&cnPlan{}))
}

type cnPlan struct {
	ctx   context.Context
	title string
}

func (p *cnPlan) run() { cnSafelyIn(p.ctx, func(context.Context) {}) }

func cnFind(key string) *cnPlan {
	if key == "" {
		return nil
	}
	return &cnPlan{context.Background(), key}
}

func cnPick() *cnPlan { return cnFind(os.Getenv("NOT_SET_AT_ALL")) }

func cnKeep(p *cnPlan) *cnPlan { return p }

func cnSafely(_ string, f func()) {
	defer func() { recover() }()
	f()
}

func cnSafelyIn(ctx context.Context, f func(context.Context)) {
	defer func() { recover() }()
	f(ctx)
}
