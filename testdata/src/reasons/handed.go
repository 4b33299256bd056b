package reasons

import (
	"iter"
	"slices"
	"strings"
)

// What a function is handed is a reason if it can panic, and none if it cannot.

type person struct {
	name string
	boss *person
}

func byBoss(a, b *person) int { return strings.Compare(a.boss.name, b.boss.name) }

type cipher struct{ alphabet []rune }

func (c *cipher) shift(r rune) rune { return c.alphabet[r-'a'] }

func keyed[K comparable](list []K, key func(K) K) {
	m := make(map[K]bool)
	for _, x := range list {
		m[key(x)] = true
	}
}

func handedNumber(f func(int) int) int { return f(3) }

func divider(n int) func(int) int { return func(x int) int { return n / x } }

func length(seq iter.Seq[int]) (n int) {
	for range seq {
		n++
	}
	return n
}

func firstOf(list []int) iter.Seq[int] {
	return func(yield func(int) bool) { yield(list[0]) }
}

func kept(seq iter.Seq[int], keep func(int) bool) iter.Seq[int] {
	return func(yield func(int) bool) {
		for x := range seq {
			if keep(x) && !yield(x) {
				return
			}
		}
	}
}

func shared(seq iter.Seq[int]) (sum int) {
	seq(func(x int) bool { sum += 10 / x; return true })
	return sum
}

type tree struct{ kids []*tree }

func (t *tree) walk(f func(*tree)) {
	f(t)
	for _, k := range t.kids {
		k.walk(f)
	}
}

func handedOn(people []*person, c *cipher, list []int) {
	go func() { slices.SortFunc(people, byBoss) }()                                                 // want `bare-go: .* \(slices\.SortFunc\(people, byBoss\) can panic: in byBoss, a\.boss\.name panics if a\.boss is nil\)`
	go func() { println(strings.Map(c.shift, "x")) }()                                              // want `bare-go: .* in \(\*cipher\)\.shift, c\.alphabet\[r-'a'\] can panic\)`
	go func() { keyed([]any{list}, func(v any) any { return v }) }()                                // want `bare-go: .* in keyed, m\[key\(x\)\] = true can panic\)`
	go func() { println(handedNumber(divider(1))) }()                                               // want `bare-go: .* in divider, n / x can panic\)`
	go func() { println(length(firstOf(list))) }()                                                  // want `bare-go: .* in firstOf, list\[0\] can panic\)`
	go func() { println(length(kept(slices.Values(list), func(x int) bool { return 6/x > 2 }))) }() // want `bare-go: .* \(6 / x can panic\)`
	go func() { println(shared(slices.Values(list))) }()                                            // want `bare-go: .* in shared, 10 / x can panic\)`
	go (&tree{kids: []*tree{nil}}).walk(func(*tree) {})                                             // want `bare-go: .* in \(\*tree\)\.walk, t\.kids panics if t is nil\)`
	next, stop := iter.Pull(slices.Values(list))
	go func() { // want `bare-go: .* \(10 % v can panic\)`
		defer stop()
		v, _ := next()
		println(10 % v)
	}()
	more, end := iter.Pull(slices.Values(list))
	go func() {
		defer end()
		for v, ok := more(); ok; v, ok = more() {
			println(v)
		}
	}()
	bad, over := iter.Pull(firstOf(list))
	go func() { // want `bare-go: .* \(bad\(\) can panic`
		defer over()
		bad()
	}()
}
