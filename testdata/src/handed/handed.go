// Package handed: guards that are judged by what they are handed, and keep. Each function here is run as well, in reality.
package handed

import (
	"log"
	"os"
)

var zero, one = len(os.Args) - 3, len(os.Args) - 2

func boom() { panic("boom") }
func calm() {}

type sink interface{ write(any) }
type loud struct{ m map[string]int }

func (l loud) write(any) { l.m["x"]++ }

type quiet struct{}

func (quiet) write(any) {}

type keeper struct {
	l    sink
	hook func(any)
	next *keeper
	n    int
}

func newLoud() *keeper { return &keeper{l: loud{}, hook: func(any) {}} }
func newQuiet() *keeper {
	return &keeper{l: quiet{}, hook: func(r any) { log.Print(r) }, next: &keeper{}}
}
func newHooked() *keeper  { k := newPanicky(); return k }
func newPanicky() *keeper { return &keeper{l: quiet{}, hook: func(r any) { panic(r) }} }
func newNone() *keeper    { return &keeper{} }
func (k *keeper) rescue() {
	if r := recover(); r != nil {
		k.l.write(r)
	}
}
func (k *keeper) rescueHook() {
	if r := recover(); r != nil {
		k.hook(r)
	}
}
func (k *keeper) rescueNext() {
	if r := recover(); r != nil {
		k.next.n++
	}
}
func (k *keeper) safely(f func()) {
	defer func() {
		if r := recover(); r != nil {
			k.hook(r)
		}
	}()
	f()
}
func rescueNext(k *keeper) {
	if r := recover(); r != nil {
		k.next.n++
	}
}

func rescueOver(n int) {
	if r := recover(); r != nil {
		log.Print(10 / n)
	}
}
func rescueOverAll(n int) { recover(); log.Print(10 / n) }
func rescueCount(m map[string]int) {
	if r := recover(); r != nil {
		m["x"]++
	}
}
func rescueAsk(f func()) { f(); recover() }
func rescueFirst(xs ...string) {
	if r := recover(); r != nil {
		log.Print(xs[0])
	}
}
func rescueHooks(hooks ...func(any)) {
	if r := recover(); r != nil {
		for _, h := range hooks {
			h(r)
		}
	}
}
func rescueHooksIf(hooks ...func(any)) {
	if r := recover(); r != nil {
		for _, h := range hooks {
			if h != nil {
				h(r)
			}
		}
	}
}

func crashLoud() {
	k := newLoud()
	go func() { defer k.rescue(); boom() }() // want `ineffective-recover: `

}

func okQuiet() {
	k := newQuiet()
	go func() { defer k.rescue(); boom() }()
}

func crashNone() {
	k := newNone()
	go func() { defer k.rescue(); boom() }() // want `ineffective-recover: `

}

func crashNonelit() {
	k := &keeper{}
	go func() { defer k.rescueHook(); boom() }() // want `ineffective-recover: `

}

func crashHook() {
	k := newPanicky()
	go func() { defer k.rescueHook(); boom() }() // want `ineffective-recover: `

}

func crashHooked() {
	k := newHooked()
	go func() { defer k.rescueHook(); boom() }() // want `ineffective-recover: `

}

func okHook() {
	k := newQuiet()
	go func() { defer k.rescueHook(); boom() }()
}

func crashNext() {
	k := newPanicky()
	go func() { defer k.rescueNext(); boom() }() // want `ineffective-recover: `

}

func okNext() {
	k := newQuiet()
	go func() { defer k.rescueNext(); boom() }()
}

func crashNextarg() {
	go func() { defer rescueNext(&keeper{}); boom() }() // want `ineffective-recover: `

}

func okNextarg() {
	go func() { defer rescueNext(&keeper{next: &keeper{}}); boom() }()
}

func crashSafely() {
	k := newPanicky()
	go k.safely(boom) // want `ineffective-recover: .*panic\(r\) can panic behind it`

}

func crashSafelynone() {
	k := newNone()
	go func() { k.safely(boom) }() // want `ineffective-recover: .*k\.hook\(r\) can panic behind it`

}

func okSafely() {
	k := newQuiet()
	go k.safely(boom)
}

func okOver() {
	go func() { defer rescueOver(2); boom() }()
}

func okOverall() {
	go func() { defer rescueOverAll(2); boom() }()
}

func crashOver() {
	go func() { defer rescueOver(zero); boom() }() // want `ineffective-recover: `

}

func crashOverall() {
	go func() { defer rescueOverAll(zero); calm() }() // want `ineffective-recover: `

}

func okCount() {
	go func() { defer rescueCount(map[string]int{}); boom() }()
}

func crashCount() {
	go func() { var m map[string]int; defer rescueCount(m); boom() }() // want `ineffective-recover: `

}

func okAsk() {
	go func() { defer rescueAsk(calm); boom() }()
}

func crashAsk() {
	go func() { defer rescueAsk(boom); boom() }() // want `ineffective-recover: `

}

func okFirst() {
	go func() { defer rescueFirst("a"); boom() }()
}

func crashFirst() {
	go func() { defer rescueFirst(); boom() }() // want `ineffective-recover: `

}

func crashHooksnil() {
	go func() { defer rescueHooks(nil); boom() }() // want `ineffective-recover: `

}

func okHooks() {
	go func() { defer rescueHooks(func(any) {}); boom() }()
}

func okHooksif() {
	go func() { defer rescueHooksIf(nil); boom() }()
}
