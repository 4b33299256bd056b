package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"runtime"
	"sort"
)

// What is fine, and looks as if it could panic; and the neighbours that do.

var quietError = errors.New("pkg")

func quietReverse(s []string) {
	for l, r := 0, len(s)-1; l < r; l, r = l+1, r-1 {
		s[l], s[r] = s[r], s[l]
	}
}

var quietTable = []string{"a", "b"}

var quietTableSet = []string{"a", "b"}

func init() { quietTableSet = nil }

type quietKind int

var quietNames = []string{0: "x", 1: "y", 2: "z"}

func (k quietKind) String() string {
	if k < 0 || int(k) >= len(quietNames) {
		return ""
	}
	return quietNames[k]
}

var quietTableElement = []string{"a", "b"}

func quietSet() { quietTableElement[0] = "c" }

var quietMade = make([]int, 4)

var quietText = "abc"

func quietSafe(f func()) func() { return func() { defer func() { recover() }(); f() } }

func quietLogging(f func()) func() { return func() { log.SetFlags(0); f() } }

func quietTimed(name string, f func()) func() {
	return func() { log.SetPrefix(name); f(); log.SetPrefix("") }
}

func quietPair(a, b func()) (func(), func()) { return a, b }

// trusted: the text of an error
func (Cases) QuietErrorText01() { go func() { e := errors.New("x"); log.SetPrefix(e.Error()) }() }

// trusted: the text of an error
func (Cases) QuietErrorText02() { go func() { log.SetPrefix(errors.New("x").Error()) }() }

// trusted: the text of an error
func (Cases) QuietErrorText03() { e := errors.New("x"); go func() { log.SetPrefix(e.Error()) }() }

// trusted: the text of an error
func (Cases) QuietErrorText04() { go func() { e := fmt.Errorf("x %d", 1); log.SetPrefix(e.Error()) }() }

func (Cases) QuietErrorText05() { go func() { var e error; log.SetPrefix(e.Error()) }() }

// trusted: the text of an error
func (Cases) QuietErrorText06() { go func() { log.SetPrefix(quietError.Error()) }() }

func (Cases) QuietErrorText07() {
	go func() { e := errors.New("x"); e = nil; log.SetPrefix(e.Error()) }()
}

// trusted: package sort
func (Cases) QuietSearch01() {
	go func() { s := []int{1, 3}; i := sort.SearchInts(s, 2); log.SetFlags(i) }()
}

// trusted: package sort
func (Cases) QuietSearch02() {
	go func() {
		s := []int{1, 3}
		i := sort.Search(len(s), func(i int) bool { return s[i] >= 2 })
		log.SetFlags(i)
	}()
}

// trusted: package sort
func (Cases) QuietSearch03() {
	go func() { i := sort.Search(10, func(i int) bool { return i >= 2 }); log.SetFlags(i) }()
}

func (Cases) QuietSearch04() {
	go func() { i := sort.Search(10, func(i int) bool { boom(); return i >= 2 }); log.SetFlags(i) }()
}

// trusted: package sort
func (Cases) QuietSearch05() {
	go func() { s := []string{"a"}; i := sort.SearchStrings(s, "b"); log.SetFlags(i) }()
}

func (Cases) QuietSearch06() {
	go func() { s := []string{"a"}; i := sort.SearchStrings(s, "b"); _ = s[i] }()
}

// trusted: what context.AfterFunc returns
func (Cases) QuietStop01() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() { stop := context.AfterFunc(ctx, func() {}); defer stop() }()
}

// trusted: what context.AfterFunc returns
func (Cases) QuietStop02() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() { stop := context.AfterFunc(ctx, cancel); stop() }()
}

func (Cases) QuietTwoIndexes01() {
	s := []int{1, 2, 3}
	go func() {
		for i, j := 0, len(s)-1; i < j; i, j = i+1, j-1 {
			s[i], s[j] = s[j], s[i]
		}
	}()
}

func (Cases) QuietTwoIndexes02() {
	s := []byte("abc")
	go func(s []byte) {
		for i, j := 0, len(s)-1; i < j; i, j = i+1, j-1 {
			s[i], s[j] = s[j], s[i]
		}
	}(s)
}

func (Cases) QuietTwoIndexes03() { go quietReverse([]string{"a"}) }

func (Cases) QuietTwoIndexes05() {
	s := []int{1, 2, 3}
	go func() {
		for i, j := 0, len(s); i < j; i, j = i+1, j-1 {
			s[i], s[j] = s[j], s[i]
		}
	}()
}

func (Cases) QuietTwoIndexes06() {
	s := []int{1, 2, 3}
	go func() {
		for i := 0; i < len(s)/2; i++ {
			j := len(s) - 1 - i
			s[i], s[j] = s[j], s[i]
		}
	}()
}

func (Cases) QuietTwoIndexes07() {
	s := []int{1, 2, 3}
	go func() {
		for i := range s {
			j := len(s) - 1 - i
			_ = s[j]
		}
	}()
}

func (Cases) QuietTwoIndexes13() {
	s := []int{1, 2, 3}
	go func() {
		for i, j := 0, len(s)-1; i <= j; i, j = i+1, j-1 {
			s[i], s[j] = s[j], s[i]
		}
	}()
}

// trusted: an own channel
func (Cases) QuietAlias01() {
	a, b := make(chan int, 1), make(chan int, 1)
	go func() {
		a, b := a, b
		for range 2 {
			select {
			case a <- 1:
				a = nil
			case b <- 1:
				b = nil
			}
		}
	}()
}

// trusted: an own channel
func (Cases) QuietAlias03() {
	out := make(chan int, 1)
	in := make(chan int, 1)
	in <- 1
	go func() {
		var snd chan int
		var v int
		for range 2 {
			select {
			case v = <-in:
				snd = out
			case snd <- v:
				snd = nil
			}
		}
	}()
}

func (Cases) QuietAlias04() {
	a := make(chan int, 1)
	close(a)
	go func() {
		a := a
		select {
		case a <- 1:
			a = nil
		}
	}()
}

func (Cases) QuietTable01() { go func() { note(quietTable[1]) }() }

func (Cases) QuietTable03() { go func() { note(quietTableSet[1]) }() }

// trusted: the runtime
func (Cases) QuietTable04() { go func() { i := runtime.NumGoroutine() & 1; note(quietTable[i]) }() }

func (Cases) QuietTable05() { go func() { note(quietTable[1:]) }() }

func (Cases) QuietTable06() { go func() { note(quietTable[2]) }() }

func (Cases) QuietTable08() { go func() { note(quietNames[2]) }() }

func (Cases) QuietTable10() { k := quietKind(1); go func() { note(k.String()) }() }

func (Cases) QuietTable11() { quietSet(); go func() { note(quietTableElement[1]) }() }

func (Cases) QuietTable12() { go func() { quietMade[3] = 1 }() }

func (Cases) QuietTable13() { go func() { note(quietText[2]) }() }

// trusted: package log
func (Cases) QuietDecorated01() { go quietLogging(quietSafe(boom))() }

func (Cases) QuietDecorated03() { go quietLogging(boom)() }

// trusted: package log
func (Cases) QuietDecorated04() { go quietLogging(quietLogging(quietSafe(boom)))() }

// trusted: package log
func (Cases) QuietDecorated05() { f := quietLogging(quietSafe(boom)); go f() }

// trusted: package log
func (Cases) QuietDecorated06() { go func() { quietLogging(quietSafe(boom))() }() }

// trusted: package log
func (Cases) QuietDecorated07() { go quietLogging(func() {})() }

// trusted: package log
func (Cases) QuietDecorated08() { go quietTimed("a", quietSafe(boom))() }

func (Cases) QuietListed01() { x, y := quietPair(quietSafe(boom), boom); go x(); _ = y }

func (Cases) QuietListed02() { x, y := quietPair(quietSafe(boom), boom); go y(); _ = x }

func (Cases) QuietListed03() {
	for _, f := range []func(){quietSafe(boom), quietSafe(boom)} {
		go f()
	}
}

func (Cases) QuietListed04() {
	for _, f := range []func(){quietSafe(boom), boom} {
		go f()
	}
}

func (Cases) QuietListed05() {
	fs := []func(){quietSafe(boom), quietSafe(boom)}
	for _, f := range fs {
		go f()
	}
}

func (Cases) QuietListed06() {
	fs := []func(){quietSafe(boom)}
	fs = append(fs, boom)
	for _, f := range fs {
		go f()
	}
}

func (Cases) QuietListed07() {
	for _, f := range [...]func(){quietSafe(boom), calm} {
		go func() { f() }()
	}
}

func (Cases) QuietListed08() {
	for _, f := range map[string]func(){"a": quietSafe(boom)} {
		go f()
	}
}

func (Cases) QuietListed10() { fs := []func(){quietSafe(boom)}; go fs[0]() }

func (Cases) QuietListed11() {
	for _, f := range []func(){quietSafe(boom), nil} {
		go f()
	}
}

func (Cases) QuietListed12() {
	for _, c := range []struct {
		n string
		f func()
	}{{"a", quietSafe(boom)}, {"b", calm}} {
		go c.f()
	}
}

func (Cases) QuietListed13() {
	for _, c := range []struct {
		n string
		f func()
	}{{"a", quietSafe(boom)}, {"b", boom}} {
		go c.f()
	}
}

// trusted: package sort
func (Cases) QuietSorted01() {
	s := []int{3, 1}
	go func() { sort.Slice(s, func(i, j int) bool { return s[i] < s[j] }) }()
}

func (Cases) QuietSorted02() {
	s := []int{3, 1}
	t := []int{}
	go func() { sort.Slice(s, func(i, j int) bool { return t[i] < t[j] }) }()
}

func (Cases) QuietSorted03() { go func() { sort.Slice(3, func(i, j int) bool { return false }) }() }

// trusted: package sort
func (Cases) QuietSorted04() { s := []string{"b", "a"}; go sort.Strings(s) }

func (Cases) QuietSorted05() {
	s := []int{3, 1}
	go func() { sort.Slice(s, func(i, j int) bool { return s[i+1] < s[j] }) }()
}

func (Cases) QuietSorted06() {
	s := []int{1, 3}
	go func() { i := sort.Search(len(s)+1, func(i int) bool { return s[i] > 5 }); _ = i }()
}

func (Cases) QuietSorted07() {
	s := []int{3, 1}
	go func() { sort.Slice(s, func(i, j int) bool { s = nil; return s[i] < s[j] }) }()
}

// trusted: package sort
func (Cases) QuietSorted08() {
	s := []struct{ n int }{{2}, {1}}
	go func() { sort.SliceStable(s, func(i, j int) bool { return s[i].n < s[j].n }) }()
}

// trusted: package sort
func (Cases) QuietSorted09() {
	m := map[string]int{"a": 1}
	go func() {
		keys := make([]string, 0, len(m))
		for k := range m {
			keys = append(keys, k)
		}
		sort.Slice(keys, func(i, j int) bool { return m[keys[i]] < m[keys[j]] })
	}()
}
