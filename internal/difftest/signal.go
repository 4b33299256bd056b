package difftest

import "fmt"

// A signal is how a goroutine tells that it has ended.
type signal struct {
	what   string
	decl   string
	before string // in front of each go statement
	top    string // on top of the goroutine
	end    string // at its end
	wait   string
	many   bool // it is for any number of goroutines
}

// signal returns one.
func (g *generator) signal() signal { return choose(g, g.signals()...) }

func (g *generator) signalOf(what string) signal {
	for _, s := range g.signals() {
		if s.what == what {
			return s
		}
	}
	panic(what)
}

func (g *generator) signals() []signal {
	wg, ch, two, mu := g.fresh("wg"), g.fresh("ch"), g.fresh("ch"), g.fresh("mu")
	ctx, cancel := g.fresh("ctx"), g.fresh("cancel")
	group := fmt.Sprintf("var %s sync.WaitGroup\n", wg)
	channel := fmt.Sprintf("%s := make(chan struct{})\n", ch)
	waited := "t.log(\"main\", \"waited\")\n"
	return []signal{
		{"a deferred Done", group, wg + ".Add(1)\n", "defer " + wg + ".Done()\n", "", wg + ".Wait()\n" + waited, true},
		{"a trailing Done", group, wg + ".Add(1)\n", "", wg + ".Done()\n", wg + ".Wait()\n" + waited, true},
		{"a deferred close", channel, "", "defer close(" + ch + ")\n", "", "<-" + ch + "\n" + waited, false},
		{"a trailing close", channel, "", "", "close(" + ch + ")\n", "<-" + ch + "\n" + waited, false},
		{"a trailing token", fmt.Sprintf("%s := make(chan struct{}, 2)\n", ch), "", "", ch + " <- struct{}{}\n",
			"<-" + ch + "\nt.settle()\nt.log(\"main\", \"waited\", len(" + ch + "))\n", false},
		{"a deferred cancel", fmt.Sprintf("%s, %s := context.WithCancel(context.Background())\n", ctx, cancel), "", "defer " + cancel + "()\n", "", "<-" + ctx + ".Done()\n" + waited, false},
		{"a deferred unlock", "var " + mu + " sync.Mutex\n", mu + ".Lock()\n", "defer " + mu + ".Unlock()\n", "", mu + ".Lock()\n" + waited + mu + ".Unlock()\n", false},
		{"two deferred signals", group + channel, wg + ".Add(1)\n", "defer " + wg + ".Done()\ndefer close(" + ch + ")\n", "", wg + ".Wait()\n<-" + ch + "\n" + waited, false},
		{"one of each", group + channel, wg + ".Add(1)\n", "defer " + wg + ".Done()\n", "close(" + ch + ")\n", wg + ".Wait()\n<-" + ch + "\n" + waited, false},
		{"two trailing signals", group + channel + fmt.Sprintf("%s := make(chan struct{})\n", two), wg + ".Add(1)\n", "", "close(" + ch + ")\nclose(" + two + ")\n" + wg + ".Done()\n",
			wg + ".Wait()\n<-" + ch + "\n<-" + two + "\n" + waited, false},
	}
}
