package main

import (
	"cmp"
	"slices"
	"sort"
	"time"
)

// What holds in a literal that is called where it is handed over.

type aoBoard struct {
	names  []string
	best   []aoScore
	ranks  map[string]int
	asked  int
	limit  int
	byName bool
}

type aoScore struct {
	name string
	n    int
}

func (b *aoBoard) add(name string) {
	b.names = append(b.names, name)
	sort.Slice(b.names, func(i, k int) bool { return b.names[i] < b.names[k] })
	if len(b.names) > 2 {
		b.names = b.names[:2]
	}
}

// trusted: a field that nobody else sets meanwhile
func (Cases) AtOnceField() {
	b := new(aoBoard)
	go func() {
		for _, name := range []string{"a", "c", "b"} {
			b.add(name)
		}
	}()
}

// trusted: a variable that no other goroutine sets meanwhile
func (Cases) AtOnceLocal() {
	names := append([]string(nil), "a", "c", "b"[arg():])
	go func() {
		for len(names) > 0 {
			sort.Slice(names, func(i, k int) bool { return names[i] < names[k] })
			names = names[:len(names)-1]
		}
	}()
}

// trusted: a field that nobody else sets meanwhile
func (Cases) AtOnceCounts() {
	b := &aoBoard{best: []aoScore{{"a", 1}, {"b", 3}, {"c", 2}}}
	go func() {
		sort.Slice(b.best, func(i, k int) bool {
			b.asked++
			return cmp.Less(b.best[i].n, b.best[k].n)
		})
		b.best = b.best[:len(b.best)/2]
	}()
}

func (Cases) AtOnceShortens() {
	b := &aoBoard{names: []string{"a", "c", "b"}}
	go func() {
		sort.Slice(b.names, func(i, k int) bool {
			less := b.names[i] < b.names[k]
			b.names = b.names[:1]
			return less
		})
	}()
}

func (Cases) AtOnceShortensFar() {
	b := &aoBoard{names: []string{"a", "c", "b"}}
	go func() {
		sort.Slice(b.names, func(i, k int) bool { return b.names[i] < b.names[b.shorter(k)] })
	}()
}

func (b *aoBoard) shorter(k int) int {
	b.names = b.names[:1]
	return k
}

func (Cases) AtOnceShortensAll() {
	b := &aoBoard{names: []string{"a", "c", "b"}}
	go func() {
		sort.Slice(b.names, func(i, k int) bool {
			less := b.names[i] < b.names[k]
			*b = aoBoard{names: []string{"x"}}
			return less
		})
	}()
}

func (Cases) AtOnceHook() {
	b := &aoBoard{names: []string{"a", "c", "b"}}
	hook := []func(){func() { b.names = nil }}[arg()]
	go func() {
		sort.Slice(b.names, func(i, k int) bool {
			less := b.names[i] < b.names[k]
			hook()
			return less
		})
	}()
}

// trusted: a field that nobody else sets meanwhile
func (Cases) AtOnceSorted() {
	b := &aoBoard{best: []aoScore{{"a", 1}, {"b", 3}, {"c", 2}}, limit: 3}
	names := []string{"x", "y", "z"}
	go func() {
		if b.limit <= len(b.best) && b.limit > 0 {
			slices.SortFunc(names, func(x, y string) int { return cmp.Compare(x+b.best[b.limit-1].name, y) })
			b.limit = 0
		}
	}()
}

// What is called later is not called at once.
func (Cases) AtOnceLater() {
	b := &aoBoard{names: append(make([]string, 0), "a", "c", "b"), limit: 2 + arg()}
	k := b.limit
	if 0 <= k && k < len(b.names) {
		time.AfterFunc(time.Millisecond, func() { use(b.names[k]) })
	}
	b.names = []string{}
	time.Sleep(10 * time.Millisecond)
}

func (Cases) AtOnceDeferred() {
	b := &aoBoard{names: []string{"a", "c", "b"}}
	go func() {
		k := len(b.names) - 1 + arg()
		if 0 <= k && k < len(b.names) {
			defer sort.Slice([]int{1, 2}, func(int, int) bool { return b.names[k] == "" })
			b.names = []string{}
		}
	}()
}
